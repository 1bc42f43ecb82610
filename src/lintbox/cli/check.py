"""``lintbox check``: flake8's command line; it imports nothing of the server."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from lintbox.lint.engine.importing import restore_builtins
from lintbox.platform import hash_seed


def run(arguments: Sequence[str]) -> int:
    """Check files; every argument is an option or path of flake8."""
    if _restarts_early(arguments):
        hash_seed.restart_with_fixed_seed()
    if getattr(sys, "frozen", False):
        restore_builtins()
    from lintbox.lint.command_line import application

    return application.run(arguments)


def _restarts_early(arguments: Sequence[str]) -> bool:
    """Tell whether a restart with a fixed hash seed later would lose standard input or repeat much work."""
    paths = [argument for argument in arguments if argument == "-" or argument[:1] != "-"]
    return not paths or "-" in paths or any(map(os.path.isdir, paths))
