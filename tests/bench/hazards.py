"""Every hazard with the limits of a server: how it ends, how long that takes, and what it leaves behind."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import NamedTuple

from lintbox.domain import Profile
from lintbox.lint import Linter
from tests.hazards.families import FAMILIES
from tests.hazards.hazard import Hazard, end_of
from tests.measuring import show_row, show_title
from tests.processes import fork_servers, resident_kib

SECONDS, MEMORY_BYTES = 10, 1024**3
AT_ONCE = 2
LONGEST_SECONDS = 15


class Met(NamedTuple):
    hazard: Hazard
    end: str
    seconds: float


async def main() -> None:
    show_title(
        f"Hazards, with the limits of a server: {SECONDS} s, {MEMORY_BYTES // 1024**2:,} MiB, two at once"
    )
    linter = Linter(timeout_seconds=SECONDS, memory_bytes=MEMORY_BYTES)
    await linter.start()
    (fork_server,) = fork_servers()
    turns = asyncio.Semaphore(AT_ONCE)
    before = 0
    everything: list[Met] = []
    for family, make in FAMILIES.items():
        met = await asyncio.gather(*(new_person(linter, turns, hazard) for hazard in make()))
        show_family(family, met)
        everything += met
        before = before or resident_kib(fork_server)
    slowest = max(everything, key=lambda one: one.seconds)
    wrong = [one for one in everything if one.end not in one.hazard.ends.split()]
    show_row("inputs, and how many end otherwise than they may", f"{len(everything)}, {len(wrong)}", "aim 0")
    for one in wrong:
        show_row(f"  {one.hazard.name}", one.end, f"not {one.hazard.ends}")
    show_row("the slowest", f"{slowest.seconds:.1f} s", f"aim <= {LONGEST_SECONDS} s ({slowest.hazard.name})")
    show_row(
        "memory of the nursery after the first family / at last",
        f"{before / 1024:.1f} / {resident_kib(fork_server) / 1024:.1f} MiB",
    )
    show_row("it is the nursery of the beginning", str(fork_servers() == {fork_server}))
    await linter.stop()


async def new_person(linter: Linter, turns: asyncio.Semaphore, hazard: Hazard) -> Met:
    async with turns:
        begun = time.perf_counter()
        report = await linter.check("file.py", hazard.data, Profile(hazard.arguments))
        return Met(hazard, end_of(report), time.perf_counter() - begun)


def show_family(family: str, met: list[Met]) -> None:
    ends = ", ".join(f"{count} {end}" for end, count in Counter(one.end for one in met).most_common())
    longest = max(one.seconds for one in met)
    show_row(f"{family}: {len(met)}", f"longest {longest:.1f} s", ends)


if __name__ == "__main__":
    asyncio.run(main())
