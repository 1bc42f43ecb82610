"""Runs every hazard with a server's limits: its outcome, its duration, and the fork server's memory."""

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
CONCURRENCY = 2
LONGEST_SECONDS = 15


class Outcome(NamedTuple):
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
    slots = asyncio.Semaphore(CONCURRENCY)
    before = 0
    all_outcomes: list[Outcome] = []
    for family, make in FAMILIES.items():
        outcomes = await asyncio.gather(*(check(linter, slots, hazard) for hazard in make()))
        show_family(family, outcomes)
        all_outcomes += outcomes
        before = before or resident_kib(fork_server)
    slowest = max(all_outcomes, key=lambda one: one.seconds)
    wrong = [one for one in all_outcomes if one.end not in one.hazard.ends.split()]
    show_row("inputs, unexpected outcomes", f"{len(all_outcomes)}, {len(wrong)}", "aim 0")
    for one in wrong:
        show_row(f"  {one.hazard.name}", one.end, f"not {one.hazard.ends}")
    show_row("the slowest", f"{slowest.seconds:.1f} s", f"aim <= {LONGEST_SECONDS} s ({slowest.hazard.name})")
    show_row(
        "fork server's memory after the first family / at the end",
        f"{before / 1024:.1f} / {resident_kib(fork_server) / 1024:.1f} MiB",
    )
    show_row("the fork server was never restarted", str(fork_servers() == {fork_server}))
    await linter.stop()


async def check(linter: Linter, slots: asyncio.Semaphore, hazard: Hazard) -> Outcome:
    async with slots:
        started = time.perf_counter()
        report = await linter.check("file.py", hazard.data, Profile(hazard.arguments))
        return Outcome(hazard, end_of(report), time.perf_counter() - started)


def show_family(family: str, outcomes: list[Outcome]) -> None:
    ends = ", ".join(f"{count} {end}" for end, count in Counter(one.end for one in outcomes).most_common())
    longest = max(one.seconds for one in outcomes)
    show_row(f"{family}: {len(outcomes)}", f"longest {longest:.1f} s", ends)


if __name__ == "__main__":
    asyncio.run(main())
