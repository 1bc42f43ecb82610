"""The fork server's view of one worker process: its job, its buffered answer, its deadline."""

from __future__ import annotations

import math
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lintbox.lint.engine.source import needs_codec_import
from lintbox.lint.workers import protocol, worker_process
from lintbox.lint.workers.limits import MAX_ATTEMPTS, kill_group

if TYPE_CHECKING:
    from lintbox.lint.engine.runner import Flake8Runner

_CHUNK_BYTES = 1024**2
# 5,000 findings with texts and source lines of 500 characters, and 1,000 suppressed ones, are at most 30 MB
_MAX_ANSWER_BYTES = 32 * 1024**2
_IDLE_SECONDS = 0.5
_PREPARED = protocol.frame(protocol.PREPARED, b"")


class ExitStatus(NamedTuple):
    """The exit code as in ``subprocess``, and the CPU time of the process."""

    exit_code: int
    cpu_seconds: float


@dataclass
class WorkerHandle:
    """A worker process: busy with a job, or idle until ``deadline`` for another file of the same owner."""

    pid: int
    fd: int
    number: int
    job: protocol.Job
    deadline: float
    busy: bool = True
    reused: bool = False
    killed: bool = False
    cancelled: bool = False
    attempts_left: int = MAX_ATTEMPTS
    prepared: bool = False
    _buffer: bytearray = field(default_factory=bytearray)

    def accepts(self, job: protocol.Job) -> bool:
        """Return whether the idle worker may take this job: files of two owners never share a process."""
        return (
            not (self.busy or self.killed)
            and self.job.owner == job.owner != ""
            and self.job.profile == job.profile
            and self.job.limits == job.limits
            and job.task is protocol.Task.CHECK
            and not needs_codec_import(job.data)  # the sandbox allows no imports
        )

    def assign(self, number: int, job: protocol.Job) -> bool:
        """Send another job; kill the worker and return False if it has exited or its pipe is full."""
        request = protocol.frame(number, protocol.encode_job(job))
        written = 0
        with suppress(OSError):
            written = os.write(self.fd, request)
        if written < len(request):
            self.kill()
            return False
        self.number, self.job, self.busy, self.reused = number, job, True, True
        self.attempts_left = MAX_ATTEMPTS
        self.deadline = time.monotonic() + job.limits.timeout_seconds
        return True

    def receive(self) -> bytes | None:
        """Read what the worker has sent; return a complete answer after which the worker stays alive.

        Raises:
            EOFError: the worker exited, or sent something unexpected; reap it.
        """
        with suppress(ConnectionError):  # it exited before it read everything
            chunk = os.read(self.fd, _CHUNK_BYTES)
            self._buffer += chunk
            if self._buffer.startswith(_PREPARED):
                self.prepared = True
                del self._buffer[: len(_PREPARED)]
            if chunk and self.busy and len(self._buffer) <= _MAX_ANSWER_BYTES:
                return self._finish_job() if self._has_one_answer(protocol.KEEPS_RUNNING) else None
        raise EOFError

    def final_answer(self) -> bytes | None:
        """Return the complete answer that the worker sent before it exited, if any."""
        return (
            bytes(self._buffer[protocol.HEADER.size :])
            if self.busy and self._has_one_answer(protocol.EXITS)
            else None
        )

    def kill(self) -> None:
        """Kill the process group. Its socket closes, and ``receive`` then raises EOFError."""
        self.killed, self.deadline = True, math.inf
        kill_group(self.pid)

    def cancel(self) -> None:
        """Kill the process; nobody waits for the answer."""
        self.cancelled = True
        self.kill()

    def reap(self) -> ExitStatus:
        """Wait for the process, killing it if it still runs; return its exit status."""
        os.close(self.fd)
        # a worker that closed its socket is exiting and keeps its own status; one that floods the buffer or
        # does not exit is killed
        kill_group(self.pid)
        _, status, usage = os.wait4(self.pid, 0)
        return ExitStatus(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime)

    def _has_one_answer(self, kind: int) -> bool:
        """Return whether the buffer is exactly one complete answer of this kind."""
        header_size = protocol.HEADER.size
        if len(self._buffer) < header_size:
            return False
        return protocol.HEADER.unpack_from(self._buffer) == (kind, len(self._buffer) - header_size)

    def _finish_job(self) -> bytes:
        answer = bytes(self._buffer[protocol.HEADER.size :])
        self._buffer.clear()
        self.busy = False
        self.deadline = time.monotonic() + _IDLE_SECONDS
        return answer


def fork(
    runner: Flake8Runner, number: int, job: protocol.Job, deadline: float, attempts_left: int
) -> WorkerHandle:
    """Fork a worker process.

    Raises:
        OSError: out of processes or file descriptors.
    """
    ours, theirs = socket.socketpair()
    fork_server = os.getpid()
    with ours, theirs:
        pid = os.fork()
        if pid == 0:
            worker_process.run_worker(runner, job, theirs.fileno(), fork_server)
        ours.setblocking(False)
        with suppress(OSError):  # the worker does the same; the order is undefined
            os.setpgid(pid, pid)
        return WorkerHandle(pid, ours.detach(), number, job, deadline, attempts_left=attempts_left)
