"""The table is what it says it is, and many hazards at once leave the fork server as it was."""

from __future__ import annotations

import asyncio
from collections import Counter

from lintbox.domain import CheckState, ErrorCode
from lintbox.services.files import validate
from lintbox.settings import Settings
from tests.hazards.families import FAMILIES, all_hazards
from tests.processes import is_gone, read, resident_kib, running
from tests.rules.harness import upload

MOST_GROWTH_KIB = 24 * 1024


def test_there_are_many_each_with_a_name_and_a_reason_and_each_can_be_uploaded(settings: Settings) -> None:
    hazards = list(all_hazards())
    assert len(hazards) > 240
    names = Counter(hazard.name for hazard in hazards)
    assert names.most_common(1)[0][1] == 1
    known = {*CheckState, *ErrorCode}
    for hazard in hazards:
        assert hazard.why
        assert set(hazard.ends.split()) <= known
        assert validate(settings, upload("file.py", hazard.data)) is None, hazard.name


def test_they_leave_no_process_and_no_memory_behind() -> None:
    async def story() -> None:
        async with running(timeout_seconds=0.3) as started:
            await asyncio.gather(*map(started.check, chosen[:5]))
            before = resident_kib(started.fork_server)
            for data in chosen:
                await started.check(data)
            assert resident_kib(started.fork_server) - before < MOST_GROWTH_KIB
            assert not is_gone(started.fork_server)
            assert not read(f"/proc/{started.fork_server}/task/{started.fork_server}/children")

    chosen = [hazard.data for make in FAMILIES.values() for hazard in make()[:5]]
    asyncio.run(story())


def test_other_files_go_on_beside_those_that_burn_all_their_time() -> None:
    async def story() -> None:
        async with running(timeout_seconds=4) as started:
            burning = [started.check(hazard.data) for hazard in FAMILIES["blanks"]()[:2]]
            for _ in range(20):
                assert (await started.check(b"import os\n")).total == 1
            await asyncio.gather(*burning)

    asyncio.run(story())
