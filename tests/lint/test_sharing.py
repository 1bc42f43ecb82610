"""Files of the same person may be checked in one process, one after another, and nobody can tell."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from lintbox.domain import ErrorCode
from tests.lint.trouble import BURN, FIRST, WHO
from tests.processes import Started, busy, is_gone, running, settled_children_of, until

QUICK = b"import os\n"
SLOW = b"sleep"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes in /proc")


async def ask(started: Started, data: bytes, owner: str) -> int:
    """Return which process answered."""
    return int((await started.check(data, owner)).findings[0].text)


def test_one_process_checks_several_files_of_one_person() -> None:
    async def story() -> None:
        async with running() as started:
            assert len({await ask(started, WHO, "alice") for _ in range(5)}) == 1

    asyncio.run(story())


@pytest.mark.parametrize(("one", "other"), [("alice", "bob"), ("", "")], ids=["another's", "nobody's"])
def test_files_of_others_never_share_a_process(one: str, other: str) -> None:
    async def story() -> None:
        async with running() as started:
            assert await ask(started, WHO, one) != await ask(started, WHO, other)

    asyncio.run(story())


def test_two_files_of_one_person_at_once_have_a_process_each() -> None:
    async def story() -> None:
        async with running() as started:
            slow = started.check(SLOW, "alice")
            await busy(started.fork_server, 1)
            assert (await started.check(QUICK, "alice")).total == 1
            assert not slow.done()

    asyncio.run(story())


def test_a_process_that_has_used_its_time_gives_the_next_file_to_a_new_one() -> None:
    async def story() -> None:
        async with running(timeout_seconds=3) as started:
            assert await ask(started, BURN, "alice") != await ask(started, WHO, "alice")

    asyncio.run(story())


def test_a_failure_after_other_files_is_judged_by_a_new_process() -> None:
    async def story() -> None:
        async with running() as started:
            before = await ask(started, WHO, "alice")
            assert await ask(started, FIRST, "alice") != before

    asyncio.run(story())


def test_an_error_after_other_files_is_that_of_a_new_process() -> None:
    async def story() -> None:
        async with running() as started:
            before = await ask(started, WHO, "alice")
            error = (await started.check(b"\xff", "alice")).error
            assert error is not None
            assert error.code is ErrorCode.ENCODING
            assert await ask(started, WHO, "alice") != before

    asyncio.run(story())


def test_a_codec_that_is_not_loaded_is_found_by_a_new_process() -> None:
    async def story() -> None:
        async with running() as started:
            await ask(started, WHO, "alice")
            report = await started.check("# coding: cp1252\nx = “\n".encode("cp1252"), "alice")
            assert "U+201C" in report.findings[0].text

    asyncio.run(story())


def test_a_file_too_long_for_the_line_is_checked_all_the_same() -> None:
    async def story() -> None:
        async with running() as started:
            await ask(started, WHO, "alice")
            assert (await started.check(QUICK + b"#\n" * 500_000, "alice")).total == 1
            assert (await started.check(QUICK, "alice")).total == 1

    asyncio.run(story())


def test_a_process_that_was_killed_while_it_rested_is_not_missed() -> None:
    async def story() -> None:
        async with running() as started:
            os.kill(await ask(started, WHO, "alice"), signal.SIGKILL)
            assert (await started.check(QUICK, "alice")).total == 1

    asyncio.run(story())


def test_a_resting_process_ends_by_itself() -> None:
    async def story() -> None:
        async with running() as started:
            child = await ask(started, WHO, "alice")
            async with asyncio.timeout(10):
                await until(lambda: is_gone(child))

    asyncio.run(story())


def test_few_processes_rest_however_many_people_come() -> None:
    async def story() -> None:
        async with running() as started:
            for number in range(12):
                await ask(started, WHO, f"person {number}")
            assert len(settled_children_of(started.fork_server)) <= 6

    asyncio.run(story())
