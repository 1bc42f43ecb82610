"""The real command, run to its end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE, prepare_directory, read_key


def make_data(folder: Path) -> Path:
    """Make an empty installation, as the first start does, and return the folder."""
    prepare_directory(folder)
    Database(folder / DATABASE).close()
    read_key(folder)
    return folder


def run(
    *words: object, folder: Path, said: object = "", **settings: object
) -> subprocess.CompletedProcess[str]:
    """Run ``lintbox`` with these words in a folder; settings are keyword arguments, as for ``Running``."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
    environment |= {f"LINTBOX_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "lintbox", *map(str, words)],
        env=environment,
        cwd=folder,
        input=str(said),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
