"""Checks through a NATS server on this machine against those of the embedded engine, in turn, and throughput.

The CPU time of the server's side is this process's; that of the NATS server is read from ``/proc``.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from lintbox.domain import Profile
from lintbox.lint import Linter
from lintbox.lint.cluster.linter import ClusterLinter
from tests.cluster.programs import Queue, WorkerProcess, address_of, until
from tests.measuring import find_sources, percentile, show_row, show_title
from tests.processes import read

_TIMEOUT_SECONDS, _MEMORY_BYTES = 10.0, 1024**3
_ROUNDS = 25
_LINES = 200
_EMPTY_CHECKS = 300
_IN_FLIGHT = 16
_WORKERS = (1, 2, 4)
_CHECKS = 300


class Side:
    """One engine: the seconds of each check, and the CPU seconds of this process in them."""

    def __init__(self, linter: Linter) -> None:
        self._linter = linter
        self.seconds: list[float] = []
        self.cpu_seconds: list[float] = []

    async def check(self, data: bytes) -> None:
        started, cpu = time.perf_counter(), time.process_time()
        await self._linter.check("a.py", data, Profile())
        self.seconds.append(time.perf_counter() - started)
        self.cpu_seconds.append(time.process_time() - cpu)

    def show(self, name: str) -> None:
        half, most = (percentile(self.seconds, share) * 1000 for share in (0.5, 0.99))
        show_row(
            f"{name}: p50 / p99, CPU of the server",
            f"{half:.1f} / {most:.1f} ms, {median(self.cpu_seconds) * 1000:.2f} ms",
        )


async def main() -> None:
    show_title("A check on another machine, against one on this machine")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        queue = Queue(folder)
        stack.callback(queue.kill)
        stack.callback(WorkerProcess(queue, folder).kill)
        limits = {"timeout_seconds": _TIMEOUT_SECONDS, "memory_bytes": _MEMORY_BYTES}
        cluster = ClusterLinter(address_of(queue), **limits)  # type: ignore[arg-type]
        embedded = Linter(**limits)  # type: ignore[arg-type]
        for linter in (embedded, cluster):
            await linter.start()
            stack.push_async_callback(linter.stop)
        await until(lambda: cluster.slots)
        await _compare(embedded, cluster)
        await _load(queue, cluster)
        await _measure_throughput("embedded, 2 at once", embedded, 2)
        started = 1
        for count in _WORKERS:
            for _ in range(count - started):
                stack.callback(WorkerProcess(queue, folder).kill)
            started = count
            await until(partial(_has_slots, cluster, 2 * count))
            name = f"{count} worker processes with 2 slots" if count > 1 else "1 worker process with 2 slots"
            await _measure_throughput(name, cluster, 2 * count)


async def _compare(embedded: Linter, cluster: Linter) -> None:
    ours, theirs = Side(cluster), Side(embedded)
    for number in range(_ROUNDS):
        for data in find_sources(_LINES):
            pair = (ours, theirs) if number % 2 else (theirs, ours)
            for side in pair:
                await side.check(data + b"# %d\n" % number)
    theirs.show("embedded")
    ours.show("through NATS")
    more = median(a - b for a, b in zip(ours.seconds, theirs.seconds, strict=True))
    show_row("more than embedded, median", f"{more * 1000:.2f} ms")


async def _load(queue: Queue, cluster: Linter) -> None:
    """Check empty files, many at once, so that the way there and back is what costs."""
    started, cpu, server = time.perf_counter(), time.process_time(), _cpu_seconds(queue.process.pid)
    waiting = iter(range(_EMPTY_CHECKS))

    async def check_all() -> None:
        for _ in waiting:
            await cluster.check("a.py", b"", Profile(), "alice")

    await asyncio.gather(*(check_all() for _ in range(_IN_FLIGHT)))
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    share = (_cpu_seconds(queue.process.pid) - server) / _EMPTY_CHECKS * 1000
    show_row(
        f"empty files, {_IN_FLIGHT} at once, one worker with 2 slots",
        f"{_EMPTY_CHECKS / seconds:.0f} checks/s",
    )
    show_row(
        "CPU of the server / of the NATS server, each", f"{used / _EMPTY_CHECKS * 1000:.2f} / {share:.2f} ms"
    )


def _has_slots(linter: Linter, count: int) -> bool:
    return linter.slots == count


async def _measure_throughput(name: str, linter: Linter, in_flight: int) -> None:
    """Check modules of 200 lines of one user, as many at once as there are slots."""
    sources = find_sources(_LINES)
    waiting = iter(range(_CHECKS))
    started, cpu = time.perf_counter(), time.process_time()

    async def check_all() -> None:
        for number in waiting:
            data = sources[number % len(sources)] + f"# {name} {number}\n".encode()
            await linter.check("a.py", data, Profile(), "alice")

    await asyncio.gather(*(check_all() for _ in range(in_flight)))
    seconds, used = time.perf_counter() - started, time.process_time() - cpu
    show_row(
        f"{name}: checks a second, CPU of the server",
        f"{_CHECKS / seconds:.0f}, {used / _CHECKS * 1000:.2f} ms",
    )


def _cpu_seconds(process: int) -> float:
    fields = read(f"/proc/{process}/stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    asyncio.run(main())
