"""The fork server process: a small single-threaded process with flake8 preloaded.

It is this program, started once more, or another Python with the sources of the engine. It reads jobs from
standard input, forks a worker process per job, and writes answers to standard output in any order. It
enforces the timeouts, and exits when its input ends.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings

from lintbox.lint.engine import versions
from lintbox.lint.engine.importing import (
    FLAKE8_POOL,
    imported_without,
    load_lazy_imports,
    restore_builtins,
)
from lintbox.lint.workers import protocol
from lintbox.lint.workers.forkserver import ForkServer
from lintbox.lint.workers.limits import lower_priority
from lintbox.platform.signals import exit_with_parent


def main() -> None:
    _prepare_process()
    answers = os.dup(1)
    os.dup2(2, 1)  # code that prints must not write into the answers
    # imported after restore_builtins: pyflakes collects the built-ins at import time
    with imported_without(*FLAKE8_POOL):
        from lintbox.lint.engine.runner import Flake8Runner

    tool = versions.installed()
    fork_server = ForkServer(Flake8Runner(tool), tool, answers)
    gc.collect()
    gc.freeze()  # a collection in a worker would write to, and so copy, every shared page
    fork_server.serve(protocol.Ready(tool, versions.find_obstacle_to_fast_path(tool)))


def _prepare_process() -> None:
    """Lower the priority, ignore signals meant for the server, and exit with the parent process."""
    exit_with_parent()
    # Ctrl-C and a service manager signal the whole group; the server alone decides when this process ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    lower_priority()
    os.chdir("/")
    warnings.simplefilter("ignore")  # a SyntaxWarning about a user's file does not belong in the log
    if sys.flags.hash_randomization:
        # pyflakes iterates over sets: with a random seed, the order of rows would change from run to run
        sys.exit("lint-worker: the hash seed must be 0 (PYTHONHASHSEED, or hash_seed in the binary)")
    load_lazy_imports()
    restore_builtins()
