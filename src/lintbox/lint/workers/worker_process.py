"""A worker process: applies the limits, checks or repairs a file, sends the result, exits.

Forking costs as much as an average check, so one worker checks several files of the same owner.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import TYPE_CHECKING, NoReturn

from lintbox.domain import ParsedConfiguration
from lintbox.lint.engine.source import load_codecs
from lintbox.lint.workers import sandbox
from lintbox.lint.workers.limits import Limits, apply
from lintbox.lint.workers.protocol import (
    EXITS,
    KEEPS_RUNNING,
    PREPARED,
    FrameDecoder,
    Job,
    Task,
    decode_job,
    encode_fixes,
    encode_reading,
    encode_report,
    frame,
)
from lintbox.platform.signals import exit_with_parent

if TYPE_CHECKING:
    from lintbox.lint.engine.runner import Flake8Runner

OUT_OF_MEMORY = 3
"""Exit status: out of memory. There may not be enough left to encode a report."""

RETRY_IN_NEW_WORKER = 4
"""Exit status: failed after checking earlier files. The fork server retries in a new worker."""

_SOCKET = 3
_CHUNK_BYTES = 1024**2
_EXTRA_FRAMES = 16
_MAX_DESCRIPTORS = 4096
_MAX_CPU_SHARE = 1 / 16
_CHEAP_CPU_SECONDS = 0.2


def run_worker(runner: Flake8Runner, job: Job, socket_fd: int, fork_server: int) -> NoReturn:
    """Run the forked process. Exits in every case: it must not return into the fork server's loop."""
    status = 1
    try:
        exit_with_parent()
        if os.getppid() != fork_server:  # the fork server ended before exit_with_parent took effect
            os._exit(status)
        os.setpgid(0, 0)
        _close_all_but(socket_fd)
        sys.dont_write_bytecode = True  # a worker writes no file
        # this call stack is deeper than that of the flake8 command; files must not fail for that
        sys.setrecursionlimit(sys.getrecursionlimit() + _EXTRA_FRAMES)
        gc.disable()  # the process exits before garbage matters
        runner.keep_trees()
        apply(job.limits)
        status = {Task.CHECK: _check, Task.READ: _read, Task.FIX: _fix}[job.task](runner, job)
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _check(runner: Flake8Runner, job: Job) -> int:
    # options are user content, so they are prepared under the limits; but before the sandbox, because
    # plugins read their metadata from files
    inherited = runner.is_prepared(job.profile)
    refusal = runner.try_out(job.profile)
    if refusal:
        _send(frame(EXITS, encode_report(refusal)))
        return 0
    if not inherited and time.process_time() < _CHEAP_CPU_SECONDS:
        _send(frame(PREPARED, b""))
    load_codecs(job.data)
    sandbox.enter()
    return _check_files(runner, job)


def _fix(runner: Flake8Runner, job: Job) -> int:
    refusal = runner.try_out(job.profile)
    if refusal:
        _send(frame(EXITS, encode_report(refusal)))
        return 0
    load_codecs(job.data)
    # imported by the processes that need it: a check has no use for these tools
    from lintbox.lint.fixes import fixing

    fixing.warm_up()
    sandbox.enter()
    fixes = fixing.fix(runner, job.name, job.data, job.profile, job.fix, job.limits.cpu_seconds)
    _send(frame(EXITS, encode_fixes(fixes)))
    return 0


def _read(_runner: Flake8Runner, job: Job) -> int:
    from lintbox.lint.engine import configs, plugins

    here = plugins.versions()
    sandbox.enter()
    try:
        reading = configs.read(job.data.decode("utf-8", "replace"), here)
    except configs.UnreadableError as problem:
        reading = ParsedConfiguration(fault=str(problem))
    _send(frame(EXITS, encode_reading(reading)))
    return 0


def _check_files(runner: Flake8Runner, job: Job | None) -> int:
    """Check this file and further ones; return the exit status."""
    reused = False
    while job:
        report = runner.check(job.name, job.data, job.profile)
        if report.error and reused:
            return RETRY_IN_NEW_WORKER
        keeps_running = bool(job.owner) and not report.error and not _has_used_its_share(job.limits)
        _send(frame(KEEPS_RUNNING if keeps_running else EXITS, encode_report(report)))
        job = _receive() if keeps_running else None
        reused = True
    return 0


def _has_used_its_share(limits: Limits) -> bool:
    """Return whether too little CPU time is left for another file: the limit covers all files together."""
    return time.process_time() > limits.cpu_seconds * _MAX_CPU_SHARE


def _close_all_but(socket_fd: int) -> None:
    """Redirect the standard streams to /dev/null, and close every other descriptor."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.dup2(socket_fd, _SOCKET)
    os.closerange(_SOCKET + 1, _MAX_DESCRIPTORS)


def _receive() -> Job | None:
    """Wait for another job; return None when the fork server closes the socket."""
    frames = FrameDecoder()
    while chunk := os.read(_SOCKET, _CHUNK_BYTES):
        for _, payload in frames.feed(chunk):
            return decode_job(payload)
    return None


def _send(answer: bytes) -> None:
    unsent = memoryview(answer)
    while unsent:
        unsent = unsent[os.write(_SOCKET, unsent) :]
