"""The versions that a result is made with."""

from __future__ import annotations

import platform
from importlib.metadata import version

from lintbox.domain import Tool
from lintbox.lint import plugins


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
