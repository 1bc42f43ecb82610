"""How another Python starts the fork server or the sandbox probe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_REMOVED_PREFIXES = ("LINTBOX_", "PYFLAKES_", "PYTHON", "_PYI_", "PYINSTALLER_")


class Interpreter(NamedTuple):
    """An interpreter, and the folder with the sources of the engine; ``version`` is the full one."""

    path: str
    version: str
    folder: Path

    def command(self, *task: str) -> list[str]:
        # -S hides the operator's site-packages, with plugins of flake8 among them; -s hides the user's
        # site-packages. Python puts the folder that it runs in front of its module path
        return [self.path, "-P", "-S", "-s", str(self.folder), *task]

    def environment(self) -> dict[str, str]:
        return filter_environment() | {"PYTHONHASHSEED": "0"}


def filter_environment() -> dict[str, str]:
    """Return the environment without secrets and without variables that change Python or flake8."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_REMOVED_PREFIXES)}
