"""Runs flake8's own command, for comparison."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path


def rows_of_flake8(folder: Path, *arguments: str, plugins: Path | None = None) -> dict[str, list[str]]:
    """Return the rows of each file; ``plugins`` is a folder of plugins to install beside flake8."""
    done = subprocess.run(
        [sys.executable, "-P", "-W", "ignore", "-m", "flake8", "--isolated", "-j1", *arguments, "."],
        cwd=folder,
        env=os.environ | {"PYTHONHASHSEED": "0"} | ({"PYTHONPATH": str(plugins)} if plugins else {}),
        capture_output=True,
        check=False,
    )
    assert not done.stderr
    rows = defaultdict(list)
    for line in done.stdout.decode().split("\n"):
        name, _, row = line.removeprefix("./").partition(":")
        rows[name].append(row)
    return rows
