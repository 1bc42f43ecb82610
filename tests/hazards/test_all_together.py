"""The hazards are complete and valid, and many at once do not affect the fork server."""

from __future__ import annotations

import asyncio
from collections import Counter

from lintbox.domain import CheckState, ErrorCode
from lintbox.services.files import validate
from lintbox.settings import Settings
from tests.hazards.families import FAMILIES, all_hazards
from tests.processes import is_gone, read, resident_kib, running
from tests.rules.harness import upload

MAX_GROWTH_KIB = 24 * 1024


def test_every_hazard_has_a_unique_name_a_reason_and_an_allowed_size(settings: Settings) -> None:
    hazards = list(all_hazards())
    assert len(hazards) > 240
    names = Counter(hazard.name for hazard in hazards)
    assert names.most_common(1)[0][1] == 1
    known = {*CheckState, *ErrorCode}
    for hazard in hazards:
        assert hazard.why
        assert set(hazard.ends.split()) <= known
        assert validate(settings, upload("file.py", hazard.data)) is None, hazard.name


def test_hazards_leak_neither_processes_nor_memory() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=0.3) as started:
            await asyncio.gather(*map(started.check, chosen[:5]))
            before = resident_kib(started.fork_server)
            for data in chosen:
                await started.check(data)
            assert resident_kib(started.fork_server) - before < MAX_GROWTH_KIB
            assert not is_gone(started.fork_server)
            assert not read(f"/proc/{started.fork_server}/task/{started.fork_server}/children")

    chosen = [hazard.data for make in FAMILIES.values() for hazard in make()[:5]]
    asyncio.run(scenario())


def test_slow_hazards_do_not_delay_other_files() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=4) as started:
            slow = [started.check(hazard.data) for hazard in FAMILIES["blanks"]()[:2]]
            for _ in range(20):
                assert (await started.check(b"import os\n")).total == 1
            await asyncio.gather(*slow)

    asyncio.run(scenario())
