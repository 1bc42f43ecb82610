"""The seed of string hashes: what walks through a set goes another way with every seed."""

from __future__ import annotations

import os
import sys


def is_random() -> bool:
    """False in the binary, which is built with the seed 0."""
    return bool(sys.flags.hash_randomization)


def restart_with_fixed_seed() -> None:
    """Start this program once more, with the seed 0; returns where that cannot be."""
    if is_random() and sys.executable and not sys.flags.ignore_environment:
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, os.environ | {"PYTHONHASHSEED": "0"})  # noqa: S606
