"""Runs `lintbox` commands in a subprocess."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE, prepare_directory, read_key
from tests import preloaded


def make_data(folder: Path) -> Path:
    """Create an empty data directory, as the first start does, and return it."""
    prepare_directory(folder)
    Database(folder / DATABASE).close()
    read_key(folder)
    return folder


def run(
    *arguments: object, folder: Path, stdin: object = "", **settings: object
) -> subprocess.CompletedProcess[str]:
    """Run ``lintbox`` in this folder; settings are keyword arguments, as for ``Running``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
    environment["LINTBOX_PYTHONS"] = "none"
    environment |= {f"LINTBOX_{name.upper()}": str(value) for name, value in settings.items()}
    order = preloaded.Order("lintbox", [*map(str, arguments)], environment, str(folder))
    return preloaded.for_server().run_text(order, str(stdin))
