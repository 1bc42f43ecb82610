"""CPU time of the service's worker processes for a corpus, against ``flake8 -j2``.

Arguments are folders; by default the installed packages.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from lintbox.domain import Profile
from lintbox.lint import Linter
from tests.lint.quick.both_ways import OPTION_SETS
from tests.measuring import FLAKE8, show_row, show_title
from tests.processes import cpu_seconds_with_children, fork_servers

FILES = 600
AIMS = (5, 4, 4, 4, 4)
PARTS = 2


def main(*folders: str) -> None:
    paths = [
        path for folder in folders or [sysconfig.get_path("purelib")] for path in Path(folder).rglob("*.py")
    ]
    paths = sorted(paths, key=lambda path: sha256(str(path.name).encode()).digest())[:FILES]
    lines = sum(path.read_bytes().count(b"\n") for path in paths)
    show_title(f"CPU time of the service's workers, against flake8 -j2: {len(paths)} files, {lines:,} lines")
    for (name, options), aim in zip(OPTION_SETS.items(), AIMS, strict=True):
        for files_of, owner in (("files of one user", "alice"), ("each file of another user", "")):
            theirs, ours, start = asyncio.run(compare(paths, options, owner))
            figure = f"{theirs:.1f} / {ours:.1f} s = {theirs / ours:.2f}"
            served = f"{theirs / (ours - start):.2f} without the fork server's start"
            show_row(f"{name}, {files_of}", figure, f"aim >= {aim}; {served}")


class Measured(NamedTuple):
    """CPU seconds; ``start`` is the part of ``ours`` that is spent once per server."""

    theirs: float
    ours: float
    start: float


async def compare(paths: Sequence[Path], options: tuple[str, ...], owner: str) -> Measured:
    theirs = 0.0
    linter = Linter(timeout_seconds=60, memory_bytes=1024**3)
    await linter.start()
    (fork_server,) = fork_servers()
    start = cpu_seconds_with_children(fork_server)
    for part in range(PARTS):
        theirs += measure_flake8(paths[part::PARTS], options)
        files = [(path.name, path.read_bytes()) for path in paths[part::PARTS]]
        await check_all(linter, files, Profile(options), owner)
    ours = cpu_seconds_with_children(fork_server)
    await linter.stop()
    return Measured(theirs, ours, start)


def measure_flake8(paths: Sequence[Path], options: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    check_by_flake8(paths, options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check_by_flake8(paths: Sequence[Path], options: tuple[str, ...]) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", *FLAKE8, "-j2", *options, *paths],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
        check=False,
    )


async def check_all(linter: Linter, files: Iterable[tuple[str, bytes]], profile: Profile, owner: str) -> None:
    slots = asyncio.Semaphore(2)

    async def check(name: str, data: bytes) -> None:
        async with slots:
            await linter.check(name, data, profile, owner)

    async with asyncio.TaskGroup() as tasks:
        for name, data in files:
            tasks.create_task(check(name, data))
    await asyncio.sleep(1)  # idle workers exit, and only then does the kernel add their CPU time


if __name__ == "__main__":
    main(*sys.argv[1:])
