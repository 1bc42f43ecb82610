"""The versions that a result is made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

from lintbox.domain import Tool
from lintbox.lint.engine import plugins
from lintbox.lint.quick.support import Versions, find_obstacle


def installed() -> Tool:
    """Read from the packages' metadata; nothing of flake8 is imported."""
    return Tool(
        flake8=version("flake8"),
        pycodestyle=version("pycodestyle"),
        pyflakes=version("pyflakes"),
        mccabe=version("mccabe"),
        python=platform.python_version(),
        plugins=plugins.versions(),
    )


def find_obstacle_to_fast_path(tool: Tool) -> str | None:
    """Return in words why the fast path checks no file with this tool, None where it is on."""
    return find_obstacle(Versions(tool.flake8, tool.pycodestyle, tool.pyflakes, tool.mccabe))
