from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from lintbox.lint.workers.builtins import restore_builtins
from lintbox.platform import hash_seed


def run(arguments: Sequence[str]) -> int:
    """Every argument is flake8's."""
    if _is_certain_to_need_the_seed(arguments):
        hash_seed.restart_with_fixed_seed()
    if getattr(sys, "frozen", False):
        restore_builtins()
    from lintbox.lint.command_line import application

    return application.run(arguments)


def _is_certain_to_need_the_seed(arguments: Sequence[str]) -> bool:
    """Standard input can be read but once, and folders are much work: better now than later."""
    paths = [argument for argument in arguments if argument == "-" or argument[:1] != "-"]
    return not paths or "-" in paths or any(map(os.path.isdir, paths))
