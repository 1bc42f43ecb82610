"""The nursery: one small process with flake8 preloaded, that forks children to check files.

It is the program itself started again. Jobs come in at standard input, answers go out at standard
output in any order; one thread, no locks. It owns the wall clock, and it ends when its input ends.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings

from lintbox.lint.engine import versions
from lintbox.lint.engine.partial_import import FLAKE8_POOL, imported_without
from lintbox.lint.workers.builtins import restore_builtins
from lintbox.lint.workers.forkserver import ForkServer
from lintbox.lint.workers.limits import stand_back
from lintbox.platform.signals import exit_with_parent


def main() -> None:
    _settle()
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever prints must not print among the answers
    # only now: pyflakes collects the names of the built-ins when it is imported
    with imported_without(*FLAKE8_POOL):
        from lintbox.lint.engine.engine import Engine

    tool = versions.installed()
    fork_server = ForkServer(Engine(tool), tool, answers)
    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, every page
    fork_server.serve()


def _settle() -> None:
    """Become a quiet background process that ends with its parent."""
    exit_with_parent()
    # Ctrl-C and a service manager's stop reach everybody; the server alone decides when we end
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stand_back()
    os.chdir("/")
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")  # a SyntaxWarning about a user's file is for nobody's log
    if sys.flags.hash_randomization:
        # pyflakes walks through sets: the order of rows would change from run to run
        sys.exit("lint-worker: the hash seed must be 0 (PYTHONHASHSEED, or hash_seed in the binary)")
    restore_builtins()
