"""The nursery's loop: jobs in, children forked, heard and buried, answers out."""

from __future__ import annotations

import math
import os
import selectors
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from lintbox.domain import CheckError, Profile, Report, Tool
from lintbox.lint.engine import check_errors
from lintbox.lint.engine.warm_up import SAMPLES
from lintbox.lint.workers import protocol, worker_process
from lintbox.lint.workers.limits import MOST_LIVES, Limits
from lintbox.lint.workers.worker import Death, Worker, fork
from lintbox.platform import bundle

if TYPE_CHECKING:
    from lintbox.lint.engine.engine import Engine

_INPUT = 0
_PIECE_BYTES = 1024**2
_MAX_IDLE = 4
_MOST_TRIED = 32
_LEAST_SHARE = 1 / 4  # of its CPU time: with less, a process was stopped or starved


class ForkServer:
    """All children, by the line on which each will speak."""

    def __init__(self, engine: Engine, tool: Tool, output: int) -> None:
        self._engine = engine
        self._tool = tool
        self._output = output
        self._tried: dict[Profile, None] = {}
        self._asked = Profile()
        self._workers: dict[int, Worker] = {}
        self._incoming = protocol.Unframer()
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        for sample in (b"", *SAMPLES):
            engine.check("file.py", sample, Profile())

    def serve(self) -> None:
        """Return when the input has ended; no child is left then."""
        os.set_blocking(self._output, False)  # a server that is slow to read must not stop our clock
        self._selector.register(_INPUT, selectors.EVENT_READ)
        self._send(protocol.READY, b"")
        while self._listen():
            self._end_the_late()
        for worker in self._workers.values():
            worker.reap()

    def _listen(self) -> bool:
        """Wait for whatever comes next; false when the server has nothing more to say."""
        for key, _ in self._selector.select(self._seconds_to_wait()):
            if key.fd == self._output:
                self._write()
            elif key.fd != _INPUT:
                self._receive(self._workers[key.fd])
            elif piece := os.read(_INPUT, _PIECE_BYTES):
                self._take_jobs(piece)
            else:
                return False
        return True

    def _seconds_to_wait(self) -> float | None:
        soonest = min((worker.ends_at for worker in self._workers.values()), default=math.inf)
        return None if soonest == math.inf else max(0.0, soonest - time.monotonic())

    def _take_jobs(self, piece: bytes) -> None:
        if (
            not bundle.is_unpacked_intact()
        ):  # somebody emptied the temporary folder: the next nursery has its own
            sys.exit("lint-worker: the unpacked folder is gone")
        for number, payload in self._incoming.feed(piece):
            if number == protocol.READY:
                self._send(number, b"")
            else:
                self._start(number, protocol.decode_job(payload))

    def _start(self, number: int, job: protocol.Job) -> None:
        self._get_ready(job.profile)
        fitting = [worker for worker in self._workers.values() if worker.suits(job)]
        if fitting and fitting[0].give(number, job):
            return
        self._fork(number, job, _end_of(job))

    def _fork(self, number: int, job: protocol.Job, ends_at: float, lives: int = MOST_LIVES) -> None:
        try:
            worker = fork(self._engine, number, job, ends_at, lives)
        except OSError as problem:
            self._send_error(number, check_errors.not_started(problem))
        else:
            self._workers[worker.line] = worker
            self._selector.register(worker.line, selectors.EVENT_READ)

    def _get_ready(self, profile: Profile) -> None:
        """Prepare what children inherit.

        The options of a user's profile are prepared here only after a child with limits has tried them
        at little cost, and where they are asked for twice in a row; else each child does it for itself.
        """
        self._engine.load(profile)
        if profile == self._asked and (profile in self._tried or profile == Profile()):
            self._engine.prepare(profile)
        self._asked = profile

    def _keep_tried(self, profile: Profile) -> None:
        self._tried.pop(profile, None)
        self._tried[profile] = None
        if len(self._tried) > _MOST_TRIED:
            del self._tried[next(iter(self._tried))]

    def _receive(self, worker: Worker) -> None:
        try:
            answer = worker.receive()
        except EOFError:
            self._reap(worker)
        else:
            if worker.prepared:
                worker.prepared = False
                self._keep_tried(worker.job.profile)
            if answer is not None:
                self._send(worker.number, answer)
                self._trim_idle()

    def _trim_idle(self) -> None:
        """Keep but a few without work: each is some memory."""
        resting = [worker for worker in self._workers.values() if not (worker.busy or worker.late)]
        if len(resting) > _MAX_IDLE:
            min(resting, key=lambda worker: worker.ends_at).end()

    def _reap(self, worker: Worker) -> None:
        del self._workers[worker.line]
        self._selector.unregister(worker.line)
        death = worker.reap()
        answer = worker.final_answer() if death.exit_code == 0 else None
        if not worker.busy:
            return
        if answer is not None:
            self._send(worker.number, answer)
        elif worker.used and not worker.late:
            # what it did before may be the cause, and must not be: only a new child's end is a verdict
            self._fork(worker.number, worker.job, worker.ends_at)
        elif worker.lives > 1 and not _is_verdict(worker, death):
            self._fork(worker.number, worker.job, _end_of(worker.job), worker.lives - 1)
        else:
            self._send_error(worker.number, _exit_error(death.exit_code, worker.job.limits, late=worker.late))

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            if worker.ends_at <= now:
                worker.end()

    def _send_error(self, number: int, error: CheckError) -> None:
        self._send(number, protocol.encode_report(Report(self._tool, error=error)))

    def _send(self, number: int, payload: bytes) -> None:
        if not self._outgoing:
            self._selector.register(self._output, selectors.EVENT_WRITE)
        self._outgoing += protocol.frame(number, payload)

    def _write(self) -> None:
        with suppress(BlockingIOError, BrokenPipeError):  # broken: the input ends too, and so do we
            del self._outgoing[: os.write(self._output, self._outgoing)]
        if not self._outgoing:
            self._selector.unregister(self._output)


def _is_verdict(worker: Worker, death: Death) -> bool:
    """Tell an end that the file brought about from one that says more of the machine at that moment."""
    if worker.late:
        return death.cpu_seconds >= worker.job.limits.cpu_seconds * _LEAST_SHARE
    return death.exit_code in (-signal.SIGXCPU, worker_process.OUT_OF_MEMORY)


def _end_of(job: protocol.Job) -> float:
    return time.monotonic() + job.limits.timeout_seconds


def _exit_error(exit_code: int, limits: Limits, *, late: bool) -> CheckError:
    if late:
        return check_errors.timeout(limits.timeout_seconds)
    if exit_code == -signal.SIGXCPU:
        return check_errors.timeout(limits.cpu_seconds)
    if exit_code == worker_process.OUT_OF_MEMORY:
        return check_errors.memory(limits.memory_bytes)
    return check_errors.killed(-exit_code) if exit_code < 0 else check_errors.no_answer()
