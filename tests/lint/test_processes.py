"""Processes end, hang and are killed; a check still has its answer, and nothing is left over."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from lintbox.domain import CheckState, ErrorCode
from lintbox.lint.workers.client import ForkServerLostError
from tests.processes import busy, children_of, fork_servers, is_gone, read, running, until

SLOW = b"sleep"
QUICK = b"import os\n"

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes in /proc")


def test_several_checks_run_at_once() -> None:
    async def story() -> None:
        async with running() as started:
            slow = [started.check(SLOW), started.check(SLOW)]
            await busy(started.fork_server, 2)
            quick = await asyncio.gather(*(started.check(QUICK) for _ in range(20)))
            assert {report.total for report in quick} == {1}
            assert not any(task.done() for task in slow)

    asyncio.run(story())


def test_checks_stand_back_behind_the_server() -> None:
    async def story() -> None:
        async with running() as started:
            check = started.check(SLOW)
            (child,) = await busy(started.fork_server, 1)
            niceness = [
                os.getpriority(os.PRIO_PROCESS, process) for process in (0, started.fork_server, child)
            ]
            assert niceness[0] < niceness[1] == niceness[2]
            check.cancel()

    asyncio.run(story())


def test_a_killed_nursery_is_replaced_and_the_checks_go_on() -> None:
    async def story() -> None:
        async with running(timeout_seconds=1.5) as started:
            checks = [started.check(SLOW), started.check(SLOW)]
            await busy(started.fork_server, 2)
            os.kill(started.fork_server, signal.SIGKILL)
            reports = await asyncio.gather(*checks, started.check(QUICK))
            assert [report.error.code for report in reports[:2] if report.error] == [ErrorCode.TIMEOUT] * 2
            assert reports[2].total == 1

    asyncio.run(story())


def test_children_end_with_their_nursery() -> None:
    async def story() -> None:
        async with running() as started:
            check = started.check(SLOW)
            children = await busy(started.fork_server, 1)
            os.kill(started.fork_server, signal.SIGKILL)
            async with asyncio.timeout(2):
                await until(lambda: all(map(is_gone, children)))
            check.cancel()

    asyncio.run(story())


def test_a_check_that_loses_two_nurseries_has_no_verdict() -> None:
    async def story() -> None:
        async with running() as started:
            others = fork_servers() - {started.fork_server}
            slow = started.check(SLOW)
            await busy(started.fork_server, 1)
            os.kill(started.fork_server, signal.SIGKILL)
            await until(lambda: bool(fork_servers() - others - {started.fork_server}))
            (second,) = fork_servers() - others - {started.fork_server}
            await busy(second, 1)
            os.kill(second, signal.SIGKILL)
            with pytest.raises(ForkServerLostError):
                await slow
            assert (await started.check(QUICK)).total == 1

    asyncio.run(story())


def test_a_child_that_is_killed_from_outside_is_followed_by_another() -> None:
    async def story() -> None:
        async with running() as started:
            slow = started.check(SLOW)
            for _ in range(2):
                (child,) = await busy(started.fork_server, 1)
                os.kill(child, signal.SIGKILL)
                await until(lambda: child not in children_of(started.fork_server))  # noqa: B023
            await busy(started.fork_server, 1)
            assert not slow.done()
            slow.cancel()

    asyncio.run(story())


def test_a_third_killed_child_is_an_error_of_its_check_alone() -> None:
    async def story() -> None:
        async with running() as started:
            slow = started.check(SLOW)
            for _ in range(3):
                (child,) = await busy(started.fork_server, 1)
                os.kill(child, signal.SIGKILL)
                await until(lambda: child not in children_of(started.fork_server))  # noqa: B023
            report = await slow
            assert report.error is not None
            assert (report.error.code, "SIGKILL" in report.error.detail) == (ErrorCode.CRASH, True)
            assert (await started.check(QUICK)).total == 1
            assert not is_gone(started.fork_server)

    asyncio.run(story())


def test_the_clock_ends_a_child_that_only_sleeps() -> None:
    async def story() -> None:
        async with running(timeout_seconds=1) as started:
            slow = started.check(SLOW)
            for _ in range(3):  # one that was stopped has used no time of its own, which is no verdict yet
                (child,) = await busy(started.fork_server, 1)
                os.kill(child, signal.SIGSTOP)
                await until(lambda: child not in children_of(started.fork_server))  # noqa: B023
            report = await slow
            assert report.error is not None
            assert report.error.code is ErrorCode.TIMEOUT
            assert is_gone(child)

    asyncio.run(story())


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_a_nursery_that_is_of_no_use_is_replaced_before_anybody_asks(blow: signal.Signals) -> None:
    async def story() -> None:
        async with running() as started:
            others = fork_servers() - {started.fork_server}
            os.kill(started.fork_server, blow)
            async with asyncio.timeout(10):
                await until(lambda: bool(fork_servers() - others - {started.fork_server}))
                await until(lambda: is_gone(started.fork_server))
            assert (await started.check(QUICK)).total == 1

    asyncio.run(story())


def test_a_check_in_a_nursery_that_is_stopped_goes_on_in_the_next() -> None:
    async def story() -> None:
        async with running(timeout_seconds=60) as started:
            slow = started.check(SLOW)
            await busy(started.fork_server, 1)
            os.kill(started.fork_server, signal.SIGSTOP)
            async with asyncio.timeout(10):  # long before its own time is over
                report = await started.check(QUICK)
            assert report.total == 1
            assert not slow.done()

    asyncio.run(story())


def test_where_the_system_does_not_tell_its_silence_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with running() as started:
            os.kill(started.fork_server, signal.SIGSTOP)
            async with asyncio.timeout(90):
                await until(lambda: is_gone(started.fork_server))
            assert (await started.check(QUICK)).total == 1

    monkeypatch.delattr(os, "waitid")
    asyncio.run(story())


@pytest.mark.skipif(not Path("/proc/sys/kernel/seccomp").exists(), reason="the kernel has no seccomp")
def test_a_child_at_work_is_shut_in() -> None:
    async def story() -> None:
        async with running() as started:
            check = started.check(SLOW)
            (child,) = await busy(started.fork_server, 1)
            async with asyncio.timeout(5):
                await until(lambda: b"Seccomp:\t2" in read(f"/proc/{child}/status"))
            assert b"NoNewPrivs:\t1" in read(f"/proc/{child}/status")
            check.cancel()

    asyncio.run(story())


def test_stop_leaves_no_process_and_cancels_what_runs() -> None:
    async def story() -> None:
        async with running() as started:
            checks = [started.check(SLOW), started.check(SLOW)]
            children = await busy(started.fork_server, 2)
            before = time.monotonic()
            await started.linter.stop()
            assert time.monotonic() - before < 1
            assert all(is_gone(process) for process in {started.fork_server, *children})
            await asyncio.wait(checks)
            assert all(task.cancelled() for task in checks)  # a stop is no verdict on a file

    asyncio.run(story())


def test_a_cancelled_check_disturbs_no_other() -> None:
    async def story() -> None:
        async with running(timeout_seconds=1) as started:
            slow = started.check(SLOW)
            await busy(started.fork_server, 1)
            slow.cancel()
            assert (await started.check(QUICK)).state is CheckState.FAILED

    asyncio.run(story())


def test_secrets_of_the_server_are_not_in_the_nursery(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with running() as started:
            environment = read(f"/proc/{started.fork_server}/environ")
            assert b"PYTHONHASHSEED=0" in environment
            assert b"LINTBOX_" not in environment

    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD", "secret")
    asyncio.run(story())


def test_the_nursery_ignores_what_is_meant_for_the_server() -> None:
    async def story() -> None:
        async with running() as started:
            os.kill(started.fork_server, signal.SIGINT)
            os.kill(started.fork_server, signal.SIGTERM)
            assert (await started.check(QUICK)).total == 1
            assert os.getsid(started.fork_server) == started.fork_server

    asyncio.run(story())
