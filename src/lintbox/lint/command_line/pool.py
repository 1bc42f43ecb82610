"""Several processes for many files, forked once all is loaded; one that dies costs one file."""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NoReturn

from lintbox.lint.command_line.outcome import Outcome

_HEAD = struct.Struct("!I")
"""The number of a file on its way to a worker, the length of an answer on its way back."""

_AHEAD = 2  # files that a worker has been given: it need not wait for us between two
_PIECE_BYTES = 1024**2
_LINES_OF_A_LIFE = 40_000  # a worker keeps some 1.5 KB a line

Check = Callable[[str], Outcome]


def check_in_processes(names: Sequence[str], check: Check, jobs: int) -> Iterator[Outcome]:
    """Yield an Outcome for each name, in any order."""
    pool = Pool(names, check)
    try:
        pool.start(jobs)
        yield from pool.outcomes()
    finally:
        pool.end()


class Pool:
    """The workers, by the pipe on which each answers, and the files that nobody has been given."""

    def __init__(self, names: Sequence[str], check: Check) -> None:
        self._names = names
        self._check = check
        self._waiting = deque(range(len(names)))
        self._workers: dict[int, Worker] = {}
        self._selector = selectors.DefaultSelector()

    def start(self, jobs: int) -> None:
        sys.stdout.flush()  # what waits there would be said by every worker
        sys.stderr.flush()
        for _ in range(jobs):
            worker = Worker(self._names, self._check, inherited=self._pipes())
            self._workers[worker.answers] = worker
            self._selector.register(worker.answers, selectors.EVENT_READ)
            for _ in range(_AHEAD):
                self._give(worker)

    def outcomes(self) -> Iterator[Outcome]:
        while self._workers:
            for key, _ in self._selector.select():
                worker = self._workers[key.fd]
                if piece := os.read(key.fd, _PIECE_BYTES):
                    for outcome in worker.receive(piece):
                        yield outcome
                        self._give(worker)
                else:
                    yield from self._part_from(worker)

    def end(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.reap()
        self._selector.close()

    def _pipes(self) -> list[int]:
        return [pipe for worker in self._workers.values() for pipe in (worker.orders, worker.answers)]

    def _give(self, worker: Worker) -> None:
        if self._waiting and worker.orders >= 0 and worker.lines < _LINES_OF_A_LIFE:
            worker.give(self._waiting.popleft())
        else:
            worker.close()

    def _part_from(self, worker: Worker) -> Iterator[Outcome]:
        """Replace one that ended, early or in good order, while there is work."""
        self._selector.unregister(worker.answers)
        del self._workers[worker.answers]
        cause = worker.reap()
        if worker.given:
            yield Outcome(self._names[worker.given.popleft()], [], {}, cause)
        self._waiting.extend(worker.given)
        if self._waiting:
            self.start(1)


class Worker:
    """A forked process.

    ``given`` are the files that it owes an answer for, the one at work first; ``lines`` what it has checked.
    """

    def __init__(self, names: Sequence[str], check: Check, *, inherited: Sequence[int]) -> None:
        orders, self.orders = os.pipe()
        self.answers, answers = os.pipe()
        self.given: deque[int] = deque()
        self.lines = 0
        self._heard = bytearray()
        self._pid = os.fork()
        if self._pid == 0:
            # one end kept open here would hide from the others that we have gone
            for pipe in (self.orders, self.answers, *inherited):
                if pipe >= 0:
                    os.close(pipe)
            _work(names, check, orders, answers)
        os.close(orders)
        os.close(answers)

    def give(self, number: int) -> None:
        self.given.append(number)
        with suppress(BrokenPipeError):  # it has died, and so its answers end
            os.write(self.orders, _HEAD.pack(number))

    def close(self) -> None:
        """Let it end when it has done what it was given."""
        if self.orders >= 0:
            os.close(self.orders)
            self.orders = -1

    def receive(self, piece: bytes) -> Iterator[Outcome]:
        self._heard += piece
        while len(self._heard) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._heard)
            end = _HEAD.size + length
            if len(self._heard) < end:
                return
            outcome = Outcome(*pickle.loads(self._heard[_HEAD.size : end]))  # noqa: S301  # our own fork's
            del self._heard[:end]
            self.given.popleft()
            self.lines += outcome.statistics.get("physical lines", 0)
            yield outcome

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def reap(self) -> str:
        """Return how it ended."""
        self.close()
        os.close(self.answers)
        _, status = os.waitpid(self._pid, 0)
        code = os.waitstatus_to_exitcode(status)
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else "ended without an answer"
        return f"the process that checked it {how}"


def _work(names: Sequence[str], check: Check, orders: int, answers: int) -> NoReturn:
    """The life of a worker; nothing of it may return to what was forked."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, too, and ends us
        while order := os.read(orders, _HEAD.size):
            outcome = check(names[_HEAD.unpack(order)[0]])
            answer = pickle.dumps(tuple(outcome), pickle.HIGHEST_PROTOCOL)
            _say(answers, _HEAD.pack(len(answer)) + answer)
        sys.stdout.flush()  # a plugin may have printed
        status = 0
    finally:
        os._exit(status)


def _say(answers: int, said: bytes) -> None:
    rest = memoryview(said)
    while rest:
        rest = rest[os.write(answers, rest) :]
