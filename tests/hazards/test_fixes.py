"""Repairs of hostile files end with a sentence or a result, and the next file is repaired."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from lintbox.domain import Fixes, FixRequest, Profile
from lintbox.lint import Linter
from tests.hazards import deep
from tests.hazards.hazard import Hazard, name_of

Fix = Callable[[Hazard], tuple[Fixes, Fixes]]
_SHORT_SECONDS, _LONG_SECONDS = 1, 60
_MEMORY_BYTES = 512 * 1024**2

TOO_LONG, TOO_DEEP, EITHER = "took too long", "too deep", ""


def hostile() -> list[Hazard]:
    rows = b"".join(b"x%d=( %d,%d )\n" % (number, number, number) for number in range(20_000))
    return [
        Hazard("20,000 lines", "autopep8 reads them again and again", TOO_LONG, rows),
        Hazard(
            "a long line", "autopep8 tries where to break it", TOO_LONG, b"x = [" + b"1, " * 50_000 + b"]\n"
        ),
        *(
            hazard._replace(ends=TOO_DEEP if hazard.name == "10,000 minus signs" else EITHER)
            for hazard in (*deep.chains(), *deep.nests())
            if hazard.name in ("10,000 minus signs", "sum of 900", "195 lists")
        ),
    ]


@pytest.fixture(scope="module")
def fix() -> Iterator[Fix]:
    """Repair a hazard, and then another file."""
    with asyncio.Runner() as runner:
        short, long = (
            Linter(timeout_seconds=seconds, memory_bytes=_MEMORY_BYTES)
            for seconds in (_SHORT_SECONDS, _LONG_SECONDS)
        )

        async def fix_both(hazard: Hazard) -> tuple[Fixes, Fixes]:
            linter = short if hazard.ends == TOO_LONG else long
            fixes = await linter.fix("file.py", hazard.data, Profile(), FixRequest())
            return fixes, await long.fix("file.py", b"x=1\n", Profile(), FixRequest())

        yield lambda hazard: runner.run(fix_both(hazard))
        for linter in (short, long):
            runner.run(linter.stop())


@pytest.mark.parametrize("hazard", hostile(), ids=name_of)
def test_a_repair_ends_with_a_sentence_or_a_result_and_the_next_one_works(fix: Fix, hazard: Hazard) -> None:
    fixes, after = fix(hazard)
    # a quick machine reaches the point at which a repair stops by itself
    assert hazard.ends in fixes.refusal or (hazard.ends == TOO_LONG and fixes.stopped)
    assert bool(fixes.refusal) != bool(fixes.content)
    assert after.content == "x = 1\n"
