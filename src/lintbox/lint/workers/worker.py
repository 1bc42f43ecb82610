"""The nursery's end of one child: what it was given, what it has said, when its time is over."""

from __future__ import annotations

import math
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lintbox.lint.engine.source import needs_codec
from lintbox.lint.workers import protocol, worker_process
from lintbox.lint.workers.limits import MOST_LIVES, kill_group

if TYPE_CHECKING:
    from lintbox.lint.engine.engine import Engine

_PIECE_BYTES = 1024**2
_LONGEST_ANSWER = 32 * 1024**2  # 5,000 texts of 500 characters make at most 20 MB
_IDLE_SECONDS = 0.5
_PREPARED = protocol.frame(protocol.PREPARED, b"")


class Death(NamedTuple):
    """The exit code as ``subprocess`` has it, and the CPU time of the whole life."""

    exit_code: int
    cpu_seconds: float


@dataclass
class Worker:
    """A forked process; without a job it waits for another file of the same person, until ``ends_at``."""

    pid: int
    line: int
    number: int
    job: protocol.Job
    ends_at: float
    busy: bool = True
    used: bool = False
    late: bool = False
    lives: int = MOST_LIVES
    prepared: bool = False
    _said: bytearray = field(default_factory=bytearray)

    def suits(self, job: protocol.Job) -> bool:
        """Tell whether this child may check that file, too: nobody's files meet another person's."""
        return (
            not (self.busy or self.late)
            and self.job.owner == job.owner != ""
            and self.job.profile == job.profile
            and self.job.limits == job.limits
            and job.task is protocol.Task.CHECK
            and not needs_codec(job.data)  # it can open nothing any more
        )

    def give(self, number: int, job: protocol.Job) -> bool:
        """Return false when it cannot have the job: it has gone, or cannot be sent so much at once."""
        order = protocol.frame(number, protocol.encode_job(job))
        written = 0
        with suppress(OSError):
            written = os.write(self.line, order)
        if written < len(order):
            self.end()
            return False
        self.number, self.job, self.busy, self.used = number, job, True, True
        self.lives = MOST_LIVES
        self.ends_at = time.monotonic() + job.limits.timeout_seconds
        return True

    def receive(self) -> bytes | None:
        """Return an answer after which it goes on; raises EOFError when it says, or shall say, no more."""
        with suppress(ConnectionError):  # it has gone with something of ours unread
            piece = os.read(self.line, _PIECE_BYTES)
            self._said += piece
            if self._said.startswith(_PREPARED):
                self.prepared = True
                del self._said[: len(_PREPARED)]
            if piece and self.busy and len(self._said) <= _LONGEST_ANSWER:
                return self._rest() if self._answers(protocol.STAYS) else None
        raise EOFError

    def final_answer(self) -> bytes | None:
        """Return the answer after which it ended, if it is one."""
        return (
            bytes(self._said[protocol.HEAD.size :]) if self.busy and self._answers(protocol.LEAVES) else None
        )

    def end(self) -> None:
        """Kill it; its line closes, and so it is buried."""
        self.late, self.ends_at = True, math.inf
        kill_group(self.pid)

    def reap(self) -> Death:
        """Return how it ended; it has ended then."""
        os.close(self.line)
        # one that closed its line is ending, and keeps its own exit status; one that floods us, or
        # does not end, must: the next file waits
        kill_group(self.pid)
        _, status, usage = os.wait4(self.pid, 0)
        return Death(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime)

    def _answers(self, kind: int) -> bool:
        """Tell whether it has said exactly one answer of this kind."""
        head = protocol.HEAD.size
        if len(self._said) < head:
            return False
        return protocol.HEAD.unpack_from(self._said) == (kind, len(self._said) - head)

    def _rest(self) -> bytes:
        answer = bytes(self._said[protocol.HEAD.size :])
        self._said.clear()
        self.busy = False
        self.ends_at = time.monotonic() + _IDLE_SECONDS
        return answer


def fork(engine: Engine, number: int, job: protocol.Job, ends_at: float, lives: int) -> Worker:
    """Raises OSError when there is no process or no descriptor to be had."""
    ours, its = socket.socketpair()
    fork_server = os.getpid()
    with ours, its:
        pid = os.fork()
        if pid == 0:
            worker_process.run_worker(engine, job, its.fileno(), fork_server)
        ours.setblocking(False)
        with suppress(OSError):  # the child does the same: whoever comes first
            os.setpgid(pid, pid)
        return Worker(pid, ours.detach(), number, job, ends_at, lives=lives)
