"""The hash seed (PYTHONHASHSEED): it decides the iteration order of sets, and pyflakes iterates over sets."""

from __future__ import annotations

import os
import sys


def is_random() -> bool:
    """Tell whether the seed is random; in the binary it is always 0."""
    return bool(sys.flags.hash_randomization)


def restart_with_fixed_seed() -> None:
    """Replace this process by itself with seed 0. Returns if the seed is fixed or cannot be set."""
    if is_random() and sys.executable and not sys.flags.ignore_environment:
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, os.environ | {"PYTHONHASHSEED": "0"})  # noqa: S606
