"""The server's side: checks with real workers, lost workers, cancelled checks, and an engine that is away."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lintbox.domain import Profile
from lintbox.lint import Linter
from lintbox.lint.cluster.dispatcher import CheckLostError, EngineAwayError
from lintbox.lint.cluster.layout import MAX_DELIVERIES
from lintbox.lint.cluster.linter import ClusterLinter
from tests.cluster.conftest import StartWorker
from tests.cluster.programs import Queue, address_of, until
from tests.processes import fork_servers, on_linux

MEMORY_BYTES = 1024**3
TIMEOUT_SECONDS = 10.0
LINE = b"y = 1  # " + b"z" * 65_526 + b"\n"
LARGEST = LINE * (1024**2 // len(LINE))  # 1 MiB


@asynccontextmanager
async def running(queue: Queue) -> AsyncIterator[ClusterLinter]:
    linter = ClusterLinter(address_of(queue), timeout_seconds=TIMEOUT_SECONDS, memory_bytes=MEMORY_BYTES)
    try:
        await linter.start()
        yield linter
    finally:
        await linter.stop()


def test_a_report_equals_that_of_the_embedded_engine(queue: Queue, start_worker: StartWorker) -> None:
    start_worker()
    files = {
        "a.py": b"import os\nx = [1,2 ]\n",
        "__init__.py": b"import os\n",
        "latin.py": b"# coding: latin-1\nx = '\xe9'  # noqa: E501\n",
        "refused.py": b"def f():\n    nonlocal x\n",
        "broken.py": b"x = (\n",
        "largest.py": LARGEST,
    }
    profile = Profile(("--max-line-length=200",), ("flake8-bugbear",))

    async def compare() -> None:
        embedded = Linter(timeout_seconds=TIMEOUT_SECONDS, memory_bytes=MEMORY_BYTES)
        await embedded.start()
        try:
            async with running(queue) as linter:
                await until(lambda: linter.slots == 2)
                for name, data in files.items():
                    expected = await embedded.check(name, data, profile, "alice")
                    assert await linter.check(name, data, profile, "alice") == expected
        finally:
            await embedded.stop()

    asyncio.run(compare())


def test_a_check_of_a_killed_worker_goes_to_another(queue: Queue, start_worker: StartWorker) -> None:
    first = start_worker()

    async def lose() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.slots == 2)
            first.suspend()  # it takes the check and says nothing
            check = asyncio.create_task(linter.check("a.py", b"x=1\n", Profile()))
            await until(lambda: linter.describe_engine().unacknowledged)
            first.kill()
            start_worker()
            assert (await check).total == 1

    asyncio.run(lose())


@on_linux
def test_a_worker_that_lacks_descriptors_for_a_moment_keeps_its_check(
    queue: Queue, start_worker: StartWorker
) -> None:
    worker = start_worker(slots=1)

    async def lack() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.slots == 1)
            (fork_server,) = fork_servers(worker.process.pid)
            limits = resource.prlimit(fork_server, resource.RLIMIT_NOFILE)
            resource.prlimit(fork_server, resource.RLIMIT_NOFILE, (3, limits[1]))
            check = asyncio.create_task(linter.check("a.py", b"x=1\n", Profile()))
            await until(lambda: worker.log.count("cannot start a process") > MAX_DELIVERIES or check.done())
            resource.prlimit(fork_server, resource.RLIMIT_NOFILE, limits)
            assert (await check).total == 1

    asyncio.run(lack())


def test_a_cancelled_check_leaves_the_queue(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker(slots=1)

    async def cancel() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.slots == 1)
            worker.suspend()
            checks = [asyncio.create_task(linter.check("a.py", b"x=1\n", Profile())) for _ in range(3)]
            await until(lambda: linter.describe_engine().waiting >= 2)
            for check in checks:
                check.cancel()
            await until(lambda: linter.describe_engine().waiting == 0)

    asyncio.run(cancel())


def test_without_a_worker_a_check_is_given_back_uncounted(queue: Queue) -> None:
    async def check_alone() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.describe_engine().server)
            with pytest.raises(EngineAwayError) as raised:
                await linter.check("a.py", b"x=1\n", Profile())
            assert not raised.value.counted

    asyncio.run(check_alone())


def test_a_check_that_a_worker_never_answers_is_given_back_as_an_attempt(
    queue: Queue, start_worker: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ClusterLinter, "max_check_seconds", 0.5)
    worker = start_worker()

    async def wait() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.slots == 2)
            worker.suspend()
            with pytest.raises(CheckLostError) as raised:
                await linter.check("a.py", b"x=1\n", Profile())
            assert raised.value.counted

    asyncio.run(wait())


def test_a_worker_with_other_limits_gets_no_check_and_is_named(
    queue: Queue, start_worker: StartWorker
) -> None:
    start_worker(check_timeout="11s")

    async def look() -> None:
        async with running(queue) as linter:
            await until(lambda: linter.describe_engine().workers)
            (worker,) = linter.describe_engine().workers
            assert worker.differences == ("LINTBOX_CHECK_TIMEOUT",)
            assert linter.slots == 0

    asyncio.run(look())
