"""The nursery's loop: jobs in, children forked, heard and buried, answers out."""

from __future__ import annotations

import math
import os
import selectors
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lintbox import frozen
from lintbox.domain import CheckError, Profile, Report, Tool
from lintbox.lint import child, reasons, wire
from lintbox.lint.limits import Limits, kill_group
from lintbox.lint.warming import SAMPLES

if TYPE_CHECKING:
    from lintbox.lint.engine import Engine

_INPUT = 0
_PIECE_BYTES = 1024**2
_LONGEST_ANSWER = 32 * 1024**2  # 5,000 texts of 500 characters make at most 20 MB


@dataclass
class Child:
    """A forked process at work; ``ends_at`` is when its time is over."""

    number: int
    pid: int
    limits: Limits
    ends_at: float
    said: bytearray = field(default_factory=bytearray)
    late: bool = False


class Brood:
    """All children that are at work, by the pipe on which each will speak."""

    def __init__(self, engine: Engine, tool: Tool, output: int) -> None:
        self._engine = engine
        self._tool = tool
        self._output = output
        self._ready: dict[Profile, CheckError | None] = {}
        self._children: dict[int, Child] = {}
        self._incoming = wire.Unframer()
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        self._get_ready(Profile())

    def serve(self) -> None:
        """Return when the input has ended; no child is left then."""
        os.set_blocking(self._output, False)  # a server that is slow to read must not stop our clock
        self._selector.register(_INPUT, selectors.EVENT_READ)
        self._send(wire.READY, b"")
        while self._listen():
            self._end_the_late()
        for one in self._children.values():
            kill_group(one.pid)
            os.waitpid(one.pid, 0)

    def _listen(self) -> bool:
        """Wait for whatever comes next; false when the server has nothing more to say."""
        for key, _ in self._selector.select(self._seconds_to_wait()):
            if key.fd == self._output:
                self._write()
            elif key.fd != _INPUT:
                self._hear(key.fd)
            elif piece := os.read(_INPUT, _PIECE_BYTES):
                self._take_jobs(piece)
            else:
                return False
        return True

    def _seconds_to_wait(self) -> float | None:
        soonest = min((one.ends_at for one in self._children.values()), default=math.inf)
        return None if soonest == math.inf else max(0.0, soonest - time.monotonic())

    def _take_jobs(self, piece: bytes) -> None:
        if not frozen.is_whole():  # somebody emptied the temporary folder: the next nursery has its own
            sys.exit("lint-worker: the unpacked folder is gone")
        for number, payload in self._incoming.feed(piece):
            if number == wire.READY:
                self._send(number, b"")
                continue
            try:
                self._fork(number, wire.decode_job(payload))
            except OSError as problem:  # no process or no descriptor to be had
                self._send_error(number, reasons.not_started(problem))

    def _fork(self, number: int, job: wire.Job) -> None:
        if refusal := self._get_ready(job.profile):
            self._send_error(number, refusal)
            return
        ours, its = os.pipe()
        nursery = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            os.close(ours)
            raise
        else:
            if pid == 0:
                child.live(self._engine, job, its, nursery)
        finally:
            os.close(its)
        with suppress(OSError):  # the child does the same: whoever comes first
            os.setpgid(pid, pid)
        ends_at = time.monotonic() + job.limits.timeout_seconds
        self._children[ours] = Child(number, pid, job.limits, ends_at)
        self._selector.register(ours, selectors.EVENT_READ)

    def _get_ready(self, profile: Profile) -> CheckError | None:
        """Have flake8 loaded with all that this profile needs; return why it refuses the profile."""
        if profile not in self._ready:
            reports = [self._engine.check("file.py", sample, profile) for sample in (b"", *SAMPLES)]
            self._ready[profile] = reports[0].error  # nothing is wrong with an empty file
        elif self._ready[profile] is None:
            self._engine.prepare(profile)
        return self._ready[profile]

    def _hear(self, pipe: int) -> None:
        one = self._children[pipe]
        said = os.read(pipe, _PIECE_BYTES)
        one.said += said
        if not said or len(one.said) > _LONGEST_ANSWER:
            self._bury(pipe)

    def _bury(self, pipe: int) -> None:
        one = self._children.pop(pipe)
        self._selector.unregister(pipe)
        os.close(pipe)
        # one that closed its pipe is ending, and keeps its own exit status; one that floods us, or
        # does not end, must: the next line waits
        kill_group(one.pid)
        _, status = os.waitpid(one.pid, 0)
        error = _cause_of_death(one, os.waitstatus_to_exitcode(status))
        if error:
            self._send_error(one.number, error)
        else:
            self._send(one.number, bytes(one.said))

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for one in self._children.values():
            if one.ends_at <= now:
                one.late, one.ends_at = True, math.inf
                kill_group(one.pid)  # its pipe closes, and so it is buried

    def _send_error(self, number: int, error: CheckError) -> None:
        self._send(number, wire.encode_report(Report(self._tool, error=error)))

    def _send(self, number: int, payload: bytes) -> None:
        if not self._outgoing:
            self._selector.register(self._output, selectors.EVENT_WRITE)
        self._outgoing += wire.frame(number, payload)

    def _write(self) -> None:
        with suppress(BlockingIOError, BrokenPipeError):  # broken: the input ends too, and so do we
            del self._outgoing[: os.write(self._output, self._outgoing)]
        if not self._outgoing:
            self._selector.unregister(self._output)


def _cause_of_death(one: Child, exit_code: int) -> CheckError | None:
    """None for a natural one, after which the answer is complete."""
    if exit_code == 0:
        return None
    if one.late:
        return reasons.timeout(one.limits.timeout_seconds)
    if exit_code == -signal.SIGXCPU:
        return reasons.timeout(one.limits.cpu_seconds)
    if exit_code == child.OUT_OF_MEMORY:
        return reasons.memory(one.limits.memory_bytes)
    return reasons.killed(-exit_code) if exit_code < 0 else reasons.no_answer()
