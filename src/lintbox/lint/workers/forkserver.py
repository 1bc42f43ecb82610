"""The fork server's event loop: reads jobs, forks workers, collects and writes their answers."""

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
from lintbox.lint.workers import protocol, sandbox, worker_process
from lintbox.lint.workers.limits import MAX_ATTEMPTS, Limits
from lintbox.lint.workers.worker_handle import ExitStatus, WorkerHandle, fork
from lintbox.platform import bundle

if TYPE_CHECKING:
    from lintbox.lint.engine.runner import Flake8Runner

_INPUT = 0
_CHUNK_BYTES = 1024**2
_MAX_IDLE_WORKERS = 4
_MAX_REMEMBERED_PROFILES = 32
_MIN_CPU_SHARE = 1 / 4  # a timed-out process that used less CPU time was stopped or starved


class ForkServer:
    """Holds the workers, by the file descriptor of their socket."""

    def __init__(self, runner: Flake8Runner, tool: Tool, output: int) -> None:
        self._runner = runner
        self._tool = tool
        self._output = output
        self._cheap_profiles: dict[Profile, None] = {}
        self._last_profile = Profile()
        self._workers: dict[int, WorkerHandle] = {}
        self._incoming = protocol.FrameDecoder()
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        for sample in (b"", *SAMPLES):
            runner.check("file.py", sample, Profile())
        sandbox.prepare()

    def serve(self, ready: protocol.Ready) -> None:
        """Announce readiness, and run until the input ends; then reap all workers."""
        os.set_blocking(self._output, False)  # a slow reader must not delay the timeouts
        self._selector.register(_INPUT, selectors.EVENT_READ)
        self._send(protocol.READY, protocol.encode_ready(ready))
        while self._handle_events():
            self._kill_overdue()
        for worker in self._workers.values():
            worker.reap()

    def _handle_events(self) -> bool:
        """Wait for events and handle them; return False when the input has ended."""
        for key, _ in self._selector.select(self._seconds_to_next_deadline()):
            if key.fd == self._output:
                self._write()
            elif key.fd != _INPUT:
                self._receive(self._workers[key.fd])
            elif chunk := os.read(_INPUT, _CHUNK_BYTES):
                self._take_jobs(chunk)
            else:
                return False
        return True

    def _seconds_to_next_deadline(self) -> float | None:
        next_deadline = min((worker.deadline for worker in self._workers.values()), default=math.inf)
        return None if next_deadline == math.inf else max(0.0, next_deadline - time.monotonic())

    def _take_jobs(self, chunk: bytes) -> None:
        if (
            not bundle.is_unpacked_intact()
        ):  # the temporary folder was emptied: a new fork server unpacks anew
            sys.exit("lint-worker: the unpacked folder is gone")
        for number, payload in self._incoming.feed(chunk):
            if number == protocol.READY:
                self._send(number, b"")
            elif payload == protocol.CANCEL:
                self._cancel_job(number)
            else:
                self._start_job(number, protocol.decode_job(payload))

    def _start_job(self, number: int, job: protocol.Job) -> None:
        try:
            self._prepare_for_fork(job.profile)
        except OSError as problem:
            self._send_not_started(number, problem)
            return
        fitting = [worker for worker in self._workers.values() if worker.accepts(job)]
        if fitting and fitting[0].assign(number, job):
            return
        self._fork(number, job, _deadline_of(job))

    def _cancel_job(self, number: int) -> None:
        for worker in self._workers.values():
            if worker.busy and worker.number == number:
                worker.cancel()

    def _fork(
        self, number: int, job: protocol.Job, deadline: float, attempts_left: int = MAX_ATTEMPTS
    ) -> None:
        try:
            worker = fork(self._runner, number, job, deadline, attempts_left)
        except OSError as problem:
            self._send_not_started(number, problem)
        else:
            self._workers[worker.fd] = worker
            self._selector.register(worker.fd, selectors.EVENT_READ)

    def _prepare_for_fork(self, profile: Profile) -> None:
        """Load what the workers inherit.

        The options of a user's profile are prepared here only if a worker with limits has found them cheap,
        and if two jobs in a row use them. Otherwise each worker prepares them itself.
        """
        self._runner.load(profile)
        if profile == self._last_profile and (profile in self._cheap_profiles or profile == Profile()):
            self._runner.prepare(profile)
        self._last_profile = profile

    def _remember_cheap_profile(self, profile: Profile) -> None:
        self._cheap_profiles.pop(profile, None)
        self._cheap_profiles[profile] = None
        if len(self._cheap_profiles) > _MAX_REMEMBERED_PROFILES:
            del self._cheap_profiles[next(iter(self._cheap_profiles))]

    def _receive(self, worker: WorkerHandle) -> None:
        try:
            answer = worker.receive()
        except EOFError:
            self._reap(worker)
        else:
            if worker.prepared:
                worker.prepared = False
                self._remember_cheap_profile(worker.job.profile)
            if answer is not None:
                self._send(worker.number, answer)
                self._trim_idle()

    def _trim_idle(self) -> None:
        """Kill the oldest idle worker when there are too many: each takes memory."""
        idle = [worker for worker in self._workers.values() if not (worker.busy or worker.killed)]
        if len(idle) > _MAX_IDLE_WORKERS:
            min(idle, key=lambda worker: worker.deadline).kill()

    def _reap(self, worker: WorkerHandle) -> None:
        del self._workers[worker.fd]
        self._selector.unregister(worker.fd)
        exit_status = worker.reap()
        answer = worker.final_answer() if exit_status.exit_code == 0 else None
        if not worker.busy or worker.cancelled:
            return
        if answer is not None:
            self._send(worker.number, answer)
        elif worker.reused and not worker.killed:
            # an earlier file may be the cause: only the exit of a new worker counts as a result
            self._fork(worker.number, worker.job, worker.deadline)
        elif worker.attempts_left > 1 and not _is_caused_by_file(worker, exit_status):
            self._fork(worker.number, worker.job, _deadline_of(worker.job), worker.attempts_left - 1)
        else:
            self._send_error(
                worker.number, _exit_error(exit_status.exit_code, worker.job.limits, timed_out=worker.killed)
            )

    def _kill_overdue(self) -> None:
        now = time.monotonic()
        for worker in self._workers.values():
            if worker.deadline <= now:
                worker.kill()

    def _send_not_started(self, number: int, problem: OSError) -> None:
        """Give the job back: the machine may have processes, memory or descriptors again in a moment."""
        self._send(number | protocol.NOT_STARTED, str(problem).encode())

    def _send_error(self, number: int, error: CheckError) -> None:
        self._send(number, protocol.encode_report(Report(self._tool, error=error)))

    def _send(self, number: int, payload: bytes) -> None:
        if not self._outgoing:
            self._selector.register(self._output, selectors.EVENT_WRITE)
        self._outgoing += protocol.frame(number, payload)

    def _write(self) -> None:
        with suppress(BlockingIOError, BrokenPipeError):  # broken pipe: the input ends too
            del self._outgoing[: os.write(self._output, self._outgoing)]
        if not self._outgoing:
            self._selector.unregister(self._output)


def _is_caused_by_file(worker: WorkerHandle, exit_status: ExitStatus) -> bool:
    """Return whether the file caused the exit, rather than the state of the machine."""
    if worker.killed:
        return exit_status.cpu_seconds >= worker.job.limits.cpu_seconds * _MIN_CPU_SHARE
    return exit_status.exit_code in (-signal.SIGXCPU, worker_process.OUT_OF_MEMORY)


def _deadline_of(job: protocol.Job) -> float:
    return time.monotonic() + job.limits.timeout_seconds


def _exit_error(exit_code: int, limits: Limits, *, timed_out: bool) -> CheckError:
    if timed_out:
        return check_errors.timeout(limits.timeout_seconds)
    if exit_code == -signal.SIGXCPU:
        return check_errors.timeout(limits.cpu_seconds)
    if exit_code == worker_process.OUT_OF_MEMORY:
        return check_errors.memory(limits.memory_bytes)
    return check_errors.killed(-exit_code) if exit_code < 0 else check_errors.no_answer()
