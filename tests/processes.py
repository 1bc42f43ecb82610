"""Reads a linter's processes from /proc."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from lintbox.domain import Profile, Report
from lintbox.lint import Linter
from lintbox.lint.workers import restart, sandbox
from tests.lint import misbehaving_workers

# other systems lack these; a Linux machine without them fails the tests
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads processes from /proc, which is Linux's")
in_sandbox = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in sandbox._MACHINES,
    reason="the sandbox is for Linux on x86-64 and ARM",
)


class Started(NamedTuple):
    linter: Linter
    fork_server: int

    def check(self, data: bytes, owner: str = "") -> asyncio.Task[Report]:
        return asyncio.create_task(self.linter.check("file.py", data, Profile(), owner))


@asynccontextmanager
async def running(timeout_seconds: float = 20, trial_cpu_share: float = 0.2) -> AsyncIterator[Started]:
    """Start a linter whose workers obey instructions in the file: see ``tests.lint.misbehaving_workers``."""
    others = fork_servers()
    linter = Linter(
        timeout_seconds=timeout_seconds, memory_bytes=512 * 1024**2, trial_cpu_share=trial_cpu_share
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restart, "command", misbehaving_workers.command)
        await linter.start()
        try:
            (fork_server,) = fork_servers() - others
            yield Started(linter, fork_server)
        finally:
            await linter.stop()


def fork_servers(process: int | None = None) -> set[int]:
    """Return the fork servers of a process; by default of this one."""
    process = process or os.getpid()
    assert Path(f"/proc/{process}/task/{process}/children").exists(), "/proc does not list child processes"
    return {child for child in children_of(process) if b"lint-worker" in read(f"/proc/{child}/cmdline")}


def children_of(process: int) -> set[int]:
    return {int(word) for word in read(f"/proc/{process}/task/{process}/children").split()}


def read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:  # the process ended
        return b""


async def busy(fork_server: int, count: int) -> set[int]:
    """Wait until this many workers have started their own process group, and return them."""
    await until(lambda: len(settled_children_of(fork_server)) >= count)
    return settled_children_of(fork_server)


def settled_children_of(fork_server: int) -> set[int]:
    settled = set()
    for child in children_of(fork_server):
        with suppress(ProcessLookupError):  # the process ended
            settled |= {child} if os.getpgid(child) == child else set()
    return settled


def is_gone(process: int) -> bool:
    state = re.search(rb"^State:\s+(\w)", read(f"/proc/{process}/status"), re.MULTILINE)
    return state is None or state[1] == b"Z"


def resident_kib(process: int) -> int:
    found = re.search(rb"VmRSS:\s+(\d+) kB", read(f"/proc/{process}/status"))
    assert found
    return int(found[1])


def cpu_seconds_with_children(process: int) -> float:
    """Counted in kernel ticks, so only sums over many rounds are meaningful."""
    fields = read(f"/proc/{process}/stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


async def until(condition: Callable[[], bool]) -> None:
    """Poll: the kernel sends no event for changes of other processes."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
