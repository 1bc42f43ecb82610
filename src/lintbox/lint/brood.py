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

from lintbox import frozen
from lintbox.domain import CheckError, Profile, Report, Tool
from lintbox.lint import child, reasons, wire
from lintbox.lint.limits import MOST_LIVES, Limits
from lintbox.lint.ward import Death, Ward, fork
from lintbox.lint.warming import SAMPLES

if TYPE_CHECKING:
    from lintbox.lint.engine import Engine

_INPUT = 0
_PIECE_BYTES = 1024**2
_MOST_AT_REST = 4
_MOST_TRIED = 32
_LEAST_SHARE = 1 / 4  # of its CPU time: with less, a process was stopped or starved


class Brood:
    """All children, by the line on which each will speak."""

    def __init__(self, engine: Engine, tool: Tool, output: int) -> None:
        self._engine = engine
        self._tool = tool
        self._output = output
        self._tried: dict[Profile, None] = {}
        self._asked = Profile()
        self._wards: dict[int, Ward] = {}
        self._incoming = wire.Unframer()
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        for sample in (b"", *SAMPLES):
            engine.check("file.py", sample, Profile())

    def serve(self) -> None:
        """Return when the input has ended; no child is left then."""
        os.set_blocking(self._output, False)  # a server that is slow to read must not stop our clock
        self._selector.register(_INPUT, selectors.EVENT_READ)
        self._send(wire.READY, b"")
        while self._listen():
            self._end_the_late()
        for ward in self._wards.values():
            ward.bury()

    def _listen(self) -> bool:
        """Wait for whatever comes next; false when the server has nothing more to say."""
        for key, _ in self._selector.select(self._seconds_to_wait()):
            if key.fd == self._output:
                self._write()
            elif key.fd != _INPUT:
                self._hear(self._wards[key.fd])
            elif piece := os.read(_INPUT, _PIECE_BYTES):
                self._take_jobs(piece)
            else:
                return False
        return True

    def _seconds_to_wait(self) -> float | None:
        soonest = min((ward.ends_at for ward in self._wards.values()), default=math.inf)
        return None if soonest == math.inf else max(0.0, soonest - time.monotonic())

    def _take_jobs(self, piece: bytes) -> None:
        if not frozen.is_whole():  # somebody emptied the temporary folder: the next nursery has its own
            sys.exit("lint-worker: the unpacked folder is gone")
        for number, payload in self._incoming.feed(piece):
            if number == wire.READY:
                self._send(number, b"")
            else:
                self._start(number, wire.decode_job(payload))

    def _start(self, number: int, job: wire.Job) -> None:
        self._get_ready(job.profile)
        fitting = [ward for ward in self._wards.values() if ward.suits(job)]
        if fitting and fitting[0].give(number, job):
            return
        self._fork(number, job, _end_of(job))

    def _fork(self, number: int, job: wire.Job, ends_at: float, lives: int = MOST_LIVES) -> None:
        try:
            ward = fork(self._engine, number, job, ends_at, lives)
        except OSError as problem:
            self._send_error(number, reasons.not_started(problem))
        else:
            self._wards[ward.line] = ward
            self._selector.register(ward.line, selectors.EVENT_READ)

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

    def _hear(self, ward: Ward) -> None:
        try:
            answer = ward.hear()
        except EOFError:
            self._bury(ward)
        else:
            if ward.prepared:
                ward.prepared = False
                self._keep_tried(ward.job.profile)
            if answer is not None:
                self._send(ward.number, answer)
                self._let_rest()

    def _let_rest(self) -> None:
        """Keep but a few without work: each is some memory."""
        resting = [ward for ward in self._wards.values() if not (ward.at_work or ward.late)]
        if len(resting) > _MOST_AT_REST:
            min(resting, key=lambda ward: ward.ends_at).end()

    def _bury(self, ward: Ward) -> None:
        del self._wards[ward.line]
        self._selector.unregister(ward.line)
        death = ward.bury()
        answer = ward.last_words() if death.exit_code == 0 else None
        if not ward.at_work:
            return
        if answer is not None:
            self._send(ward.number, answer)
        elif ward.used and not ward.late:
            # what it did before may be the cause, and must not be: only a new child's end is a verdict
            self._fork(ward.number, ward.job, ward.ends_at)
        elif ward.lives > 1 and not _is_verdict(ward, death):
            self._fork(ward.number, ward.job, _end_of(ward.job), ward.lives - 1)
        else:
            self._send_error(ward.number, _cause_of_death(death.exit_code, ward.job.limits, late=ward.late))

    def _end_the_late(self) -> None:
        now = time.monotonic()
        for ward in self._wards.values():
            if ward.ends_at <= now:
                ward.end()

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


def _is_verdict(ward: Ward, death: Death) -> bool:
    """Tell an end that the file brought about from one that says more of the machine at that moment."""
    if ward.late:
        return death.cpu_seconds >= ward.job.limits.cpu_seconds * _LEAST_SHARE
    return death.exit_code in (-signal.SIGXCPU, child.OUT_OF_MEMORY)


def _end_of(job: wire.Job) -> float:
    return time.monotonic() + job.limits.timeout_seconds


def _cause_of_death(exit_code: int, limits: Limits, *, late: bool) -> CheckError:
    if late:
        return reasons.timeout(limits.timeout_seconds)
    if exit_code == -signal.SIGXCPU:
        return reasons.timeout(limits.cpu_seconds)
    if exit_code == child.OUT_OF_MEMORY:
        return reasons.memory(limits.memory_bytes)
    return reasons.killed(-exit_code) if exit_code < 0 else reasons.no_answer()
