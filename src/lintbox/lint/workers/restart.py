"""The program itself, started once more for a task that is not the server's."""

from __future__ import annotations

import os
import sys

from lintbox.platform import bundle

_KEPT_FROM_IT = ("LINTBOX_", "PYFLAKES_", "PYTHONWARNINGS")


def command(task: str) -> list[str]:
    source = [] if getattr(sys, "frozen", False) else ["-P", "-m", "lintbox"]
    return [sys.executable, *source, task]


def environment() -> dict[str, str]:
    """Without our secrets, and with nothing that would change flake8's answer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_KEPT_FROM_IT)}
    return kept | {"PYTHONHASHSEED": "0"} | bundle.restart_environment()
