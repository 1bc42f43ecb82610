"""The short life of a child: take the limits, check a file, say the Report, perhaps another, end.

A new process costs as much as an ordinary file, so one child checks several of the same person.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from lintbox.domain import Reading
from lintbox.lint.engine.source import load_codecs
from lintbox.lint.workers import sandbox
from lintbox.lint.workers.limits import Limits, confine
from lintbox.lint.workers.protocol import (
    LEAVES,
    PREPARED,
    STAYS,
    Job,
    Task,
    Unframer,
    decode_job,
    encode_reading,
    encode_report,
    frame,
)
from lintbox.platform.signals import exit_with_parent

if TYPE_CHECKING:
    from lintbox.lint.engine.engine import Engine

OUT_OF_MEMORY = 3
"""The exit status that says so: there may be no memory left for words."""

RETRY_IN_NEW_WORKER = 4
"""The exit status of one that failed on a file after others: a new child shall have the last word."""

_LINE = 3
_PIECE_BYTES = 1024**2
_MORE_CALLS = 16
_MOST_DESCRIPTORS = 4096
_SHARE_OF_A_LIFE = 1 / 16
_CHEAP_SECONDS = 0.2


def run_worker(engine: Engine, job: Job, line: int, fork_server: int) -> NoReturn:
    """Runs in the forked process; nothing of it may ever return to the nursery's loop."""
    status = 1
    try:
        exit_with_parent()
        if os.getppid() != fork_server:  # it ended before the kernel knew of our wish
            os._exit(status)
        os.setpgid(0, 0)
        _keep_only(line)
        # we stand a few calls deeper than flake8's command does: what it can follow, we can
        sys.setrecursionlimit(sys.getrecursionlimit() + _MORE_CALLS)
        gc.disable()  # the process ends before garbage could matter
        engine.keep_trees()
        confine(job.limits)
        status = _read(job) if job.task is Task.READ else _check(engine, job)
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _check(engine: Engine, job: Job) -> int:
    # the options of a profile are a user's, too: they are tried under the limits, and before the
    # sandbox, because plugins read their metadata
    inherited = engine.is_prepared(job.profile)
    refusal = engine.try_out(job.profile)
    if refusal:
        _say(frame(LEAVES, encode_report(refusal)))
        return 0
    if not inherited and time.process_time() < _CHEAP_SECONDS:
        _say(frame(PREPARED, b""))
    load_codecs(job.data)
    sandbox.enter()
    return _work(engine, job)


def _read(job: Job) -> int:
    from lintbox.lint.engine import configs, plugins

    here = plugins.versions()
    sandbox.enter()
    try:
        reading = configs.read(job.data.decode("utf-8", "replace"), here)
    except configs.UnreadableError as problem:
        reading = Reading(fault=str(problem))
    _say(frame(LEAVES, encode_reading(reading)))
    return 0


def _work(engine: Engine, job: Job | None) -> int:
    """Check this file and those that follow; return the exit status."""
    used = False
    while job:
        report = engine.check(job.name, job.data, job.profile)
        if report.error and used:
            return RETRY_IN_NEW_WORKER
        stays = bool(job.owner) and not report.error and not _is_spent(job.limits)
        _say(frame(STAYS if stays else LEAVES, encode_report(report)))
        job = _receive() if stays else None
        used = True
    return 0


def _is_spent(limits: Limits) -> bool:
    """The limit of CPU time is for all files together: leave nearly all of it to the next."""
    return time.process_time() > limits.cpu_seconds * _SHARE_OF_A_LIFE


def _keep_only(line: int) -> None:
    """Let go of the nursery's lines, and of every way to print."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(line, _LINE)
    os.closerange(_LINE + 1, _MOST_DESCRIPTORS)


def _receive() -> Job | None:
    """Wait for one more file; None when there will be none."""
    frames = Unframer()
    while piece := os.read(_LINE, _PIECE_BYTES):
        for _, payload in frames.feed(piece):
            return decode_job(payload)
    return None


def _say(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(_LINE, rest) :]
