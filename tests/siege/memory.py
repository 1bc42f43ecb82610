"""Memory of a server's processes, as the kernel shares it out."""

from __future__ import annotations

import re
import time
from threading import Event, Thread
from typing import NamedTuple, Self

from tests.processes import children_of, read

_LOOK_SECONDS = 0.2


class Memory(NamedTuple):
    """``server``: the server and the process that forks workers; ``workers``: these together; in bytes."""

    server: int
    workers: int


def measure(process: int) -> Memory:
    own = children_of(process)
    workers = {grandchild for child in own for grandchild in children_of(child)}
    return Memory(sum(map(_share_of, {process, *own})), sum(map(_share_of, workers)))


def _share_of(process: int) -> int:
    found = re.search(rb"^Pss:\s+(\d+) kB", read(f"/proc/{process}/smaps_rollup"), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


class Watch:
    """Looks several times a second; ``peak`` is the largest of each."""

    def __init__(self, process: int) -> None:
        self._process = process
        self.before = self.peak = measure(process)
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def wait_until_back(self, below: int, seconds: float) -> Memory:
        """Return what it is when the server is below so many bytes again, or after so many seconds."""
        end = time.monotonic() + seconds
        while (now := measure(self._process)).server > below and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)
        return now

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            now = measure(self._process)
            self.peak = Memory(max(self.peak.server, now.server), max(self.peak.workers, now.workers))
