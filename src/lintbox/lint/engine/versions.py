"""The versions that a result is made with, and the command that reproduces the result."""

from __future__ import annotations

import platform
import shlex
from importlib.metadata import version

from lintbox.domain import Profile, Tool, short_version
from lintbox.lint.engine import plugins
from lintbox.lint.quick.support import Versions, find_obstacle


def installed() -> Tool:
    """Return the installed versions, from the packages' metadata; imports nothing of flake8."""
    return Tool(
        flake8=version("flake8"),
        pycodestyle=version("pycodestyle"),
        pyflakes=version("pyflakes"),
        mccabe=version("mccabe"),
        python=platform.python_version(),
        plugins=plugins.versions(),
    )


def find_obstacle_to_fast_path(tool: Tool) -> str | None:
    """Return why the fast path is off for this tool, as a sentence; None if it is on."""
    packages = Versions(tool.flake8, tool.pycodestyle, tool.pyflakes, tool.mccabe)
    return find_obstacle(packages, tool.python)


def write_command(tool: Tool, profile: Profile, name: str) -> str:
    """Return two shell lines that reproduce a result with the tool's Python, in a virtual environment."""
    pinned = {
        "flake8": tool.flake8,
        "pycodestyle": tool.pycodestyle,
        "pyflakes": tool.pyflakes,
        "mccabe": tool.mccabe,
        **tool.plugins,
    }
    pins = " ".join(f"{package}=={version}" for package, version in pinned.items())
    path = f"./{name}" if name.startswith("-") else name
    python = f"python{short_version(tool.python)}"
    check = shlex.join([python, "-m", "flake8", "--isolated", *profile.arguments, path])
    return f"{python} -m pip install {pins}\n{check}"
