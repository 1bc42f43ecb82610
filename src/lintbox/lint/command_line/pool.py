"""Checks many files in several processes, forked after everything is loaded. A crash costs one file."""

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

from lintbox.lint.command_line.checker import Outcome

_HEADER = struct.Struct("!I")
"""The number of a file in requests, the length of the payload in answers."""

_PREFETCHED_FILES = 2  # assigned to a worker in advance, so that it never waits for the next file
_CHUNK_BYTES = 1024**2
_MAX_LINES_PER_WORKER = 40_000  # a worker keeps about 1.5 KB per line

Check = Callable[[str], Outcome]


def check_in_processes(names: Sequence[str], check: Check, jobs: int) -> Iterator[Outcome]:
    """Yield an Outcome for each file, in any order."""
    pool = Pool(names, check)
    try:
        pool.start(jobs)
        yield from pool.outcomes()
    finally:
        pool.stop()


class Pool:
    """The workers by the pipe of their answers, and the files not yet assigned."""

    def __init__(self, names: Sequence[str], check: Check) -> None:
        self._names = names
        self._check = check
        self._pending = deque(range(len(names)))
        self._workers: dict[int, Worker] = {}
        self._selector = selectors.DefaultSelector()

    def start(self, jobs: int) -> None:
        sys.stdout.flush()  # otherwise every worker would write the buffered text again
        sys.stderr.flush()
        for _ in range(jobs):
            worker = Worker(self._names, self._check, inherited=self._pipes())
            self._workers[worker.answers] = worker
            self._selector.register(worker.answers, selectors.EVENT_READ)
            for _ in range(_PREFETCHED_FILES):
                self._assign_next(worker)

    def outcomes(self) -> Iterator[Outcome]:
        while self._workers:
            for key, _ in self._selector.select():
                worker = self._workers[key.fd]
                if chunk := os.read(key.fd, _CHUNK_BYTES):
                    for outcome in worker.receive(chunk):
                        yield outcome
                        self._assign_next(worker)
                else:
                    yield from self._replace_worker(worker)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.reap()
        self._selector.close()

    def _pipes(self) -> list[int]:
        return [pipe for worker in self._workers.values() for pipe in (worker.requests, worker.answers)]

    def _assign_next(self, worker: Worker) -> None:
        if self._pending and worker.requests >= 0 and worker.lines < _MAX_LINES_PER_WORKER:
            worker.assign(self._pending.popleft())
        else:
            worker.close()

    def _replace_worker(self, worker: Worker) -> Iterator[Outcome]:
        """Reap a worker that ended; start another if files are left."""
        self._selector.unregister(worker.answers)
        del self._workers[worker.answers]
        failure = worker.reap()
        if worker.assigned:
            yield Outcome(self._names[worker.assigned.popleft()], [], {}, failure)
        self._pending.extend(worker.assigned)
        if self._pending:
            self.start(1)


class Worker:
    """A forked process.

    ``assigned`` holds the files without an answer, the current one first; ``lines`` counts checked lines.
    """

    def __init__(self, names: Sequence[str], check: Check, *, inherited: Sequence[int]) -> None:
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()
        self.assigned: deque[int] = deque()
        self.lines = 0
        self._buffer = bytearray()
        self._pid = os.fork()
        if self._pid == 0:
            # an inherited end would keep the pipes of other workers open
            for pipe in (self.requests, self.answers, *inherited):
                if pipe >= 0:
                    os.close(pipe)
            _run_worker(names, check, requests, answers)
        os.close(requests)
        os.close(answers)

    def assign(self, number: int) -> None:
        self.assigned.append(number)
        with suppress(BrokenPipeError):  # it crashed; its answers end, and the pool replaces it
            os.write(self.requests, _HEADER.pack(number))

    def close(self) -> None:
        """Let the worker exit after its assigned files."""
        if self.requests >= 0:
            os.close(self.requests)
            self.requests = -1

    def receive(self, chunk: bytes) -> Iterator[Outcome]:
        self._buffer += chunk
        while len(self._buffer) >= _HEADER.size:
            (length,) = _HEADER.unpack_from(self._buffer)
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            outcome = Outcome(*pickle.loads(self._buffer[_HEADER.size : end]))  # noqa: S301  # our own fork's
            del self._buffer[:end]
            self.assigned.popleft()
            self.lines += outcome.statistics.get("physical lines", 0)
            yield outcome

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)

    def reap(self) -> str:
        """Wait for the process; return how it ended."""
        self.close()
        os.close(self.answers)
        _, status = os.waitpid(self._pid, 0)
        code = os.waitstatus_to_exitcode(status)
        reason = f"was ended by {signal.Signals(-code).name}" if code < 0 else "ended without an answer"
        return f"the process that checked it {reason}"


def _run_worker(names: Sequence[str], check: Check, requests: int, answers: int) -> NoReturn:
    """Run a worker process. Exits in every case: it must not return into the forked program."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent receives it too, and kills the workers
        while request := os.read(requests, _HEADER.size):
            outcome = check(names[_HEADER.unpack(request)[0]])
            answer = pickle.dumps(tuple(outcome), pickle.HIGHEST_PROTOCOL)
            _write_all(answers, _HEADER.pack(len(answer)) + answer)
        sys.stdout.flush()  # a plugin may have printed
        status = 0
    finally:
        os._exit(status)


def _write_all(answers: int, data: bytes) -> None:
    unsent = memoryview(data)
    while unsent:
        unsent = unsent[os.write(answers, unsent) :]
