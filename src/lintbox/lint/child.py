"""The short life of a child: take the limits, check one file, say the Report, end."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from lintbox.lint import sandbox
from lintbox.lint.limits import confine, die_with_parent
from lintbox.lint.source import load_codecs
from lintbox.lint.wire import Job, encode_report

if TYPE_CHECKING:
    from lintbox.lint.engine import Engine

OUT_OF_MEMORY = 3
"""The exit status that says so: there may be no memory left for words."""

_PIPE = 3
_MORE_CALLS = 16
_MOST_DESCRIPTORS = 4096


def live(engine: Engine, job: Job, pipe: int, nursery: int) -> NoReturn:
    """Runs in the forked process; nothing of it may ever return to the nursery's loop."""
    status = 1
    try:
        die_with_parent()
        if os.getppid() != nursery:  # it ended before the kernel knew of our wish
            os._exit(status)
        os.setpgid(0, 0)
        _keep_only(pipe)
        # we stand a few calls deeper than flake8's command does: what it can follow, we can
        sys.setrecursionlimit(sys.getrecursionlimit() + _MORE_CALLS)
        gc.disable()  # the process ends before garbage could matter
        confine(job.limits)
        load_codecs(job.data)
        sandbox.enter()
        _say(encode_report(engine.check(job.name, job.data, job.profile)))
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _keep_only(pipe: int) -> None:
    """Let go of the nursery's pipes, and of every way to print."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(pipe, _PIPE)
    os.closerange(_PIPE + 1, _MOST_DESCRIPTORS)


def _say(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(_PIPE, rest) :]
