"""Files of one owner may be checked one after another in one worker, with the same results."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from lintbox.domain import ErrorCode
from tests.lint.misbehaving_workers import CRASH_UNLESS_FIRST, REPORT_PID, USE_CPU_TIME
from tests.processes import Started, busy, is_gone, on_linux, running, settled_children_of, until

QUICK = b"import os\n"
SLOW = b"sleep"

pytestmark = on_linux


async def pid_of_worker(started: Started, data: bytes, owner: str) -> int:
    """Return the pid of the worker that answered."""
    return int((await started.check(data, owner)).findings[0].text)


def test_one_worker_checks_several_files_of_one_owner() -> None:
    async def scenario() -> None:
        async with running() as started:
            assert len({await pid_of_worker(started, REPORT_PID, "alice") for _ in range(5)}) == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(("one", "other"), [("alice", "bob"), ("", "")], ids=["two owners", "no owner"])
def test_files_of_two_owners_never_share_a_process(one: str, other: str) -> None:
    async def scenario() -> None:
        async with running() as started:
            assert await pid_of_worker(started, REPORT_PID, one) != await pid_of_worker(
                started, REPORT_PID, other
            )

    asyncio.run(scenario())


def test_two_concurrent_files_of_one_owner_use_two_workers() -> None:
    async def scenario() -> None:
        async with running() as started:
            slow = started.check(SLOW, "alice")
            await busy(started.fork_server, 1)
            assert (await started.check(QUICK, "alice")).total == 1
            assert not slow.done()

    asyncio.run(scenario())


def test_a_worker_that_has_used_its_cpu_time_is_replaced() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=3) as started:
            assert await pid_of_worker(started, USE_CPU_TIME, "alice") != await pid_of_worker(
                started, REPORT_PID, "alice"
            )

    asyncio.run(scenario())


def test_a_crash_after_other_files_is_retried_in_a_new_worker() -> None:
    async def scenario() -> None:
        async with running() as started:
            before = await pid_of_worker(started, REPORT_PID, "alice")
            assert await pid_of_worker(started, CRASH_UNLESS_FIRST, "alice") != before

    asyncio.run(scenario())


def test_an_error_after_other_files_is_retried_in_a_new_worker() -> None:
    async def scenario() -> None:
        async with running() as started:
            before = await pid_of_worker(started, REPORT_PID, "alice")
            error = (await started.check(b"\xff", "alice")).error
            assert error is not None
            assert error.code is ErrorCode.ENCODING
            assert await pid_of_worker(started, REPORT_PID, "alice") != before

    asyncio.run(scenario())


def test_a_codec_that_is_not_loaded_is_imported_by_a_new_worker() -> None:
    async def scenario() -> None:
        async with running() as started:
            await pid_of_worker(started, REPORT_PID, "alice")
            report = await started.check("# coding: cp1252\nx = “\n".encode("cp1252"), "alice")
            assert "U+201C" in report.findings[0].text

    asyncio.run(scenario())


def test_a_file_too_long_for_the_socket_is_checked_in_a_new_worker() -> None:
    async def scenario() -> None:
        async with running() as started:
            await pid_of_worker(started, REPORT_PID, "alice")
            assert (await started.check(QUICK + b"#\n" * 500_000, "alice")).total == 1
            assert (await started.check(QUICK, "alice")).total == 1

    asyncio.run(scenario())


def test_a_killed_idle_worker_is_replaced() -> None:
    async def scenario() -> None:
        async with running() as started:
            os.kill(await pid_of_worker(started, REPORT_PID, "alice"), signal.SIGKILL)
            assert (await started.check(QUICK, "alice")).total == 1

    asyncio.run(scenario())


def test_an_idle_worker_exits_after_a_timeout() -> None:
    async def scenario() -> None:
        async with running() as started:
            worker = await pid_of_worker(started, REPORT_PID, "alice")
            async with asyncio.timeout(60):
                await until(lambda: is_gone(worker))

    asyncio.run(scenario())


def test_the_number_of_idle_workers_is_limited() -> None:
    async def scenario() -> None:
        async with running() as started:
            for number in range(12):
                await pid_of_worker(started, REPORT_PID, f"owner {number}")
            assert len(settled_children_of(started.fork_server)) <= 6

    asyncio.run(scenario())
