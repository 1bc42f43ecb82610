"""How to have the same answer on one's own machine."""

from __future__ import annotations

import shlex

from lintbox.domain import Profile, Tool


def write_command(tool: Tool, profile: Profile, name: str) -> str:
    """Two lines for a shell, in an environment of its own with the Python of ``tool``."""
    versions = {
        "flake8": tool.flake8,
        "pycodestyle": tool.pycodestyle,
        "pyflakes": tool.pyflakes,
        "mccabe": tool.mccabe,
        **tool.plugins,
    }
    pins = " ".join(f"{package}=={version}" for package, version in versions.items())
    path = f"./{name}" if name.startswith("-") else name
    check = shlex.join(["python", "-m", "flake8", "--isolated", *profile.arguments, path])
    return f"python -m pip install {pins}\n{check}"
