"""A linter with a short timeout for slow inputs, and one with a long timeout for all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from lintbox.domain import FINDINGS_KEPT, Profile
from lintbox.lint import Linter
from lintbox.lint.engine.reports import MAX_TEXT
from tests.hazards.hazard import Hazard, end_of

CheckHazard = Callable[[Hazard], None]
_SHORT_SECONDS, _LONG_SECONDS = 0.25, 60
_MEMORY_BYTES = 256 * 1024**2
_ORDINARY = b"import os\n"


@pytest.fixture(scope="session")
def check_hazard() -> Iterator[CheckHazard]:
    """Check a hazard, assert that it ends in an allowed state, and that the next file is checked as usual."""
    with asyncio.Runner() as runner:
        linters = [
            Linter(timeout_seconds=seconds, memory_bytes=_MEMORY_BYTES)
            for seconds in (_SHORT_SECONDS, _LONG_SECONDS)
        ]
        for linter in linters:
            runner.run(linter.start())
        short, long = linters

        async def check(hazard: Hazard) -> None:
            linter = short if "timeout" in hazard.ends else long
            async with asyncio.timeout(_LONG_SECONDS):
                report = await linter.check("file.py", hazard.data, Profile(hazard.arguments))
            assert end_of(report) in hazard.ends.split(), (hazard.why, report.error, report.findings[:1])
            assert len(report.findings) == min(report.total, FINDINGS_KEPT)
            assert all(row.text.isprintable() and len(row.text) <= MAX_TEXT for row in report.findings)
            assert (await long.check("file.py", _ORDINARY, Profile())).total == 1

        yield lambda hazard: runner.run(check(hazard))
        for linter in linters:
            runner.run(linter.stop())
