"""How this program starts itself again, as the fork server or as the sandbox probe."""

from __future__ import annotations

import os
import sys

from lintbox.platform import bundle

_REMOVED_PREFIXES = ("LINTBOX_", "PYFLAKES_", "PYTHONWARNINGS")


def command(task: str) -> list[str]:
    source = [] if getattr(sys, "frozen", False) else ["-P", "-B", "-m", "lintbox"]
    return [sys.executable, *source, task]


def environment() -> dict[str, str]:
    """Return the environment without secrets and without variables that change flake8's result."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED_PREFIXES)}
    return kept | {"PYTHONHASHSEED": "0"} | bundle.restart_environment()
