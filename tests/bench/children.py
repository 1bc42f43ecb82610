"""CPU time for a corpus in the service's children, a process for each file, against ``flake8 -j2``.

Takes folders; without any it is the packages of this environment.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from lintbox.domain import Profile
from lintbox.lint import Linter
from tests.lint.quick.both_ways import OPTION_SETS
from tests.measuring import show_row, show_title

FILES = 600
Check = Callable[[Sequence[Path], tuple[str, ...]], None]
AIMS = (5, 4, 4, 4, 4)


def main(*folders: str) -> None:
    paths = [
        path for folder in folders or [sysconfig.get_path("purelib")] for path in Path(folder).rglob("*.py")
    ]
    paths = sorted(paths, key=lambda path: sha256(str(path.name).encode()).digest())[:FILES]
    lines = sum(path.read_bytes().count(b"\n") for path in paths)
    show_title(f"CPU time in the service's children, against flake8 -j2: {len(paths)} files, {lines:,} lines")
    for (name, options), aim in zip(OPTION_SETS.items(), AIMS, strict=True):
        theirs = ours = 0.0
        for part in range(4):
            theirs += cpu_seconds(check_by_flake8, paths[part::4], options)
            ours += cpu_seconds(check_in_children, paths[part::4], options)
        show_row(name, f"{theirs:.1f} / {ours:.1f} s = {theirs / ours:.2f}", f"aim >= {aim}")


def cpu_seconds(check: Check, paths: Sequence[Path], options: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    check(paths, options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check_by_flake8(paths: Sequence[Path], options: tuple[str, ...]) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "flake8", "--isolated", "-j2", *options, *paths],
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
        check=False,
    )


def check_in_children(paths: Sequence[Path], options: tuple[str, ...]) -> None:
    asyncio.run(check_all([(path.name, path.read_bytes()) for path in paths], Profile(options)))


async def check_all(files: Sequence[tuple[str, bytes]], profile: Profile) -> None:
    linter = Linter(timeout_seconds=60, memory_bytes=1024**3)
    two_at_once = asyncio.Semaphore(2)

    async def check(name: str, data: bytes) -> None:
        async with two_at_once:
            await linter.check(name, data, profile)

    async with asyncio.TaskGroup() as tasks:
        for name, data in files:
            tasks.create_task(check(name, data))
    await linter.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
