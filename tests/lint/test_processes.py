"""Processes exit, hang and are killed; each check still has a result, and no process is left."""

from __future__ import annotations

import asyncio
import os
import resource
import signal

import pytest

from lintbox.domain import Busy, CheckState, ErrorCode, FixRequest, Profile
from lintbox.lint.workers.client import ForkServerLostError, WorkerNotStartedError
from tests.processes import (
    busy,
    children_of,
    fork_servers,
    in_sandbox,
    is_gone,
    on_linux,
    read,
    running,
    until,
)

SLOW = b"sleep"
QUICK = b"import os\n"

pytestmark = on_linux


def test_several_checks_run_at_once() -> None:
    async def scenario() -> None:
        async with running() as started:
            slow = [started.check(SLOW), started.check(SLOW)]
            await busy(started.fork_server, 2)
            quick = await asyncio.gather(*(started.check(QUICK) for _ in range(20)))
            assert {report.total for report in quick} == {1}
            assert not any(task.done() for task in slow)

    asyncio.run(scenario())


def test_checks_run_with_lower_priority_than_the_server() -> None:
    async def scenario() -> None:
        async with running() as started:
            check = started.check(SLOW)
            (worker,) = await busy(started.fork_server, 1)
            niceness = [
                os.getpriority(os.PRIO_PROCESS, process) for process in (0, started.fork_server, worker)
            ]
            assert niceness[0] < niceness[1] == niceness[2]
            check.cancel()

    asyncio.run(scenario())


def test_a_killed_fork_server_is_replaced_and_its_checks_are_retried() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=1.5) as started:
            checks = [started.check(SLOW), started.check(SLOW)]
            await busy(started.fork_server, 2)
            os.kill(started.fork_server, signal.SIGKILL)
            reports = await asyncio.gather(*checks, started.check(QUICK))
            assert [report.error.code for report in reports[:2] if report.error] == [ErrorCode.TIMEOUT] * 2
            assert reports[2].total == 1

    asyncio.run(scenario())


def test_workers_end_with_their_fork_server() -> None:
    async def scenario() -> None:
        async with running() as started:
            check = started.check(SLOW)
            workers = await busy(started.fork_server, 1)
            os.kill(started.fork_server, signal.SIGKILL)
            async with asyncio.timeout(15):
                await until(lambda: all(map(is_gone, workers)))
            check.cancel()

    asyncio.run(scenario())


def test_a_check_that_loses_two_fork_servers_raises_an_error() -> None:
    async def scenario() -> None:
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

    asyncio.run(scenario())


def test_a_lack_of_descriptors_is_no_result_and_the_next_try_succeeds() -> None:
    async def scenario() -> None:
        async with running() as started:
            linter, wide = started.linter, Profile(("--max-line-length=90",))
            assert await linter.find_refusal(wide, "alice") is None  # the next trials load nothing more
            limits = resource.prlimit(started.fork_server, resource.RLIMIT_NOFILE)
            resource.prlimit(started.fork_server, resource.RLIMIT_NOFILE, (3, limits[1]))
            checks = await asyncio.gather(*(started.check(QUICK) for _ in range(4)), return_exceptions=True)
            assert {type(result) for result in checks} == {WorkerNotStartedError}
            assert not any(result.counted for result in checks if isinstance(result, ForkServerLostError))
            fixes = await linter.fix("file.py", QUICK, Profile(), FixRequest())
            assert "Too many open files" in fixes.refusal
            with pytest.raises(Busy, match="Too many open files"):
                await linter.find_refusal(wide, "alice")
            with pytest.raises(Busy, match="Too many open files"):
                await linter.read_configuration("[flake8]\nmax-line-length = 90\n", "alice")
            resource.prlimit(started.fork_server, resource.RLIMIT_NOFILE, limits)
            assert (await started.check(QUICK)).total == 1
            assert await linter.find_refusal(wide, "alice") is None
            assert not is_gone(started.fork_server)

    asyncio.run(scenario())


def test_a_worker_killed_from_outside_is_replaced() -> None:
    async def scenario() -> None:
        async with running() as started:
            slow = started.check(SLOW)
            for _ in range(2):
                (worker,) = await busy(started.fork_server, 1)
                os.kill(worker, signal.SIGKILL)
                await until(lambda: worker not in children_of(started.fork_server))  # noqa: B023
            await busy(started.fork_server, 1)
            assert not slow.done()
            slow.cancel()

    asyncio.run(scenario())


def test_a_third_killed_worker_is_an_error_of_its_check_only() -> None:
    async def scenario() -> None:
        async with running() as started:
            slow = started.check(SLOW)
            for _ in range(3):
                (worker,) = await busy(started.fork_server, 1)
                os.kill(worker, signal.SIGKILL)
                await until(lambda: worker not in children_of(started.fork_server))  # noqa: B023
            report = await slow
            assert report.error is not None
            assert (report.error.code, "SIGKILL" in report.error.detail) == (ErrorCode.CRASH, True)
            assert (await started.check(QUICK)).total == 1
            assert not is_gone(started.fork_server)

    asyncio.run(scenario())


def test_a_stopped_worker_times_out() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=1) as started:
            slow = started.check(SLOW)
            for _ in range(3):  # a stopped process has used no CPU time, so the timeout is not yet its result
                (worker,) = await busy(started.fork_server, 1)
                os.kill(worker, signal.SIGSTOP)
                await until(lambda: worker not in children_of(started.fork_server))  # noqa: B023
            report = await slow
            assert report.error is not None
            assert report.error.code is ErrorCode.TIMEOUT
            assert is_gone(worker)

    asyncio.run(scenario())


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
def test_an_unresponsive_fork_server_is_replaced_without_a_request(signal_number: signal.Signals) -> None:
    async def scenario() -> None:
        async with running() as started:
            others = fork_servers() - {started.fork_server}
            os.kill(started.fork_server, signal_number)
            async with asyncio.timeout(60):
                await until(lambda: bool(fork_servers() - others - {started.fork_server}))
                await until(lambda: is_gone(started.fork_server))
            assert (await started.check(QUICK)).total == 1

    asyncio.run(scenario())


def test_a_check_in_a_stopped_fork_server_is_retried_in_the_next() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=60) as started:
            slow = started.check(SLOW)
            await busy(started.fork_server, 1)
            os.kill(started.fork_server, signal.SIGSTOP)
            async with asyncio.timeout(50):  # before its own timeout
                report = await started.check(QUICK)
            assert report.total == 1
            assert not slow.done()

    asyncio.run(scenario())


def test_an_unresponsive_fork_server_is_detected_without_waitid(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with running() as started:
            os.kill(started.fork_server, signal.SIGSTOP)
            async with asyncio.timeout(90):
                await until(lambda: is_gone(started.fork_server))
            assert (await started.check(QUICK)).total == 1

    monkeypatch.delattr(os, "waitid")
    asyncio.run(scenario())


@in_sandbox
def test_a_working_worker_is_sandboxed() -> None:
    async def scenario() -> None:
        async with running() as started:
            check = started.check(SLOW)
            (worker,) = await busy(started.fork_server, 1)
            async with asyncio.timeout(60):
                await until(lambda: b"Seccomp:\t2" in read(f"/proc/{worker}/status"))
            assert b"NoNewPrivs:\t1" in read(f"/proc/{worker}/status")
            check.cancel()

    asyncio.run(scenario())


def test_stop_ends_all_processes_and_cancels_running_checks() -> None:
    async def scenario() -> None:
        async with running() as started:
            checks = [started.check(SLOW), started.check(SLOW)]
            workers = await busy(started.fork_server, 2)
            async with asyncio.timeout(15):  # the checks take longer
                await started.linter.stop()
            assert all(is_gone(process) for process in {started.fork_server, *workers})
            await asyncio.wait(checks)
            assert all(task.cancelled() for task in checks)  # stopping is not a result of the file

    asyncio.run(scenario())


def test_a_cancelled_check_does_not_affect_others() -> None:
    async def scenario() -> None:
        async with running(timeout_seconds=1) as started:
            slow = started.check(SLOW)
            await busy(started.fork_server, 1)
            slow.cancel()
            assert (await started.check(QUICK)).state is CheckState.FAILED

    asyncio.run(scenario())


def test_the_worker_of_a_cancelled_check_is_killed_and_not_replaced() -> None:
    async def scenario() -> None:
        async with running() as started:
            slow = started.check(SLOW)
            (worker,) = await busy(started.fork_server, 1)
            slow.cancel()
            async with asyncio.timeout(15):  # the check takes longer
                await until(lambda: is_gone(worker))
            assert (await started.check(QUICK)).state is CheckState.FAILED
            await until(lambda: not children_of(started.fork_server))

    asyncio.run(scenario())


def test_the_fork_server_does_not_inherit_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with running() as started:
            environment = read(f"/proc/{started.fork_server}/environ")
            assert b"PYTHONHASHSEED=0" in environment
            assert b"LINTBOX_" not in environment

    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD", "secret")
    asyncio.run(scenario())


def test_the_fork_server_ignores_signals_meant_for_the_server() -> None:
    async def scenario() -> None:
        async with running() as started:
            os.kill(started.fork_server, signal.SIGINT)
            os.kill(started.fork_server, signal.SIGTERM)
            assert (await started.check(QUICK)).total == 1
            assert os.getsid(started.fork_server) == started.fork_server

    asyncio.run(scenario())
