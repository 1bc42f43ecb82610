"""Background tasks under a supervisor: refused writes, errors of ours, and what an earlier process left."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from lintbox.app.appliance import Appliance
from lintbox.background import checking
from lintbox.background.checking import CheckTask
from lintbox.background.cleanup import CleanupTask
from lintbox.background.emailing import EmailTask
from lintbox.background.supervisor import BackgroundTask, Supervisor
from lintbox.domain import Delivery, MailMode, NotStored, Report, Role, User
from lintbox.lint import Linter, lanes
from lintbox.mail import Transport
from lintbox.mail.local_mailbox import LocalMailbox
from lintbox.services.cleanup import LAST_CLEANUP
from lintbox.services.heartbeats import Heartbeats
from lintbox.settings import Settings
from lintbox.storage import users
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows, upload
from tests.rules.test_heartbeats import Clock
from tests.rules.test_sqlite_errors import forbid_writing

INTERVAL_SECONDS = 0.01


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heartbeats(clock: Clock) -> Heartbeats:
    return Heartbeats(clock)


class BrokenLinter(Linter):
    """A linter with an error that its callers do not expect."""

    async def check(self, name: str, *_: object, **__: object) -> Report:
        raise KeyError(name)


def make_check_task(harness: Harness, heartbeats: Heartbeats) -> CheckTask:
    linter = BrokenLinter(timeout_seconds=1, memory_bytes=2**30)
    return CheckTask(harness.make_runtime(heartbeats), linter)


def make_email_task(harness: Harness, heartbeats: Heartbeats, transport: Transport) -> EmailTask:
    return EmailTask(harness.make_runtime(heartbeats), transport, "lintbox@school.example")


@asynccontextmanager
async def running(heartbeats: Heartbeats, *tasks: BackgroundTask) -> AsyncIterator[None]:
    supervisor = Supervisor(tasks, heartbeats, restart_after_seconds=INTERVAL_SECONDS)
    supervisor.start()
    yield
    await supervisor.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  a table changes without an event
            await asyncio.sleep(INTERVAL_SECONDS)


def test_a_task_that_waits_for_the_database_is_not_silent(
    harness: Harness, alice: User, clock: Clock, heartbeats: Heartbeats, tmp_path: Path
) -> None:
    harness.add(alice)

    async def scenario() -> None:
        repair = forbid_writing(harness.db)
        emailing = make_email_task(harness, heartbeats, LocalMailbox(tmp_path))
        async with running(heartbeats, make_check_task(harness, heartbeats), emailing):
            for _ in range(2):
                clock.seconds += 10_000
                assert sorted(heartbeats.list_silent()) == ["checking", "emailing"]
                await until(lambda: not heartbeats.list_silent())
            repair()

    asyncio.run(scenario())


def test_a_refused_cleanup_is_repeated_and_its_task_is_not_silent(
    harness: Harness, clock: Clock, heartbeats: Heartbeats, caplog: pytest.LogCaptureFixture
) -> None:
    quick = harness.settings.model_copy(update={"sweep_interval": INTERVAL_SECONDS})
    runtime = replace(harness.make_runtime(heartbeats), settings=quick)

    async def scenario() -> None:
        repair = forbid_writing(harness.db)
        async with running(heartbeats, CleanupTask(runtime, INTERVAL_SECONDS)):
            await until(lambda: "The cleanup is repeated soon" in caplog.text)
            clock.seconds += 10_000
            await until(lambda: not heartbeats.list_silent())
            repair()
            query = "SELECT 1 FROM server_state WHERE name = ?"
            await until(lambda: rows(harness.db, query, LAST_CLEANUP))

    asyncio.run(scenario())
    assert "failed and is restarted" not in caplog.text


def test_a_start_that_may_not_write_queues_unfinished_work_again_later(
    harness: Harness, alice: User, heartbeats: Heartbeats, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.claim_email()
    harness.add(alice, "other.py", b"x = 1\n")
    claim = harness.claim()

    async def scenario() -> None:
        repair = forbid_writing(harness.db)
        emailing = make_email_task(harness, heartbeats, LocalMailbox(tmp_path / "mail"))
        async with running(heartbeats, make_check_task(harness, heartbeats), emailing):
            for name in ("checking", "emailing"):
                await until(lambda: f"The background task {name} waits" in caplog.text)  # noqa: B023
            repair()
            await until(lambda: list((tmp_path / "mail").glob("*.eml")))
            query = "SELECT 1 FROM checks WHERE claim = ?"
            await until(lambda: not rows(harness.db, query, claim.token))

    asyncio.run(scenario())


def test_a_user_at_the_limit_of_running_checks_waits_for_the_next_end_alone(
    harness: Harness, alice: User, heartbeats: Heartbeats, monkeypatch: pytest.MonkeyPatch
) -> None:
    # checks with known reports leave their places at once, and are running until they are stored
    monkeypatch.setattr(checking, "_IDLE_SECONDS", 3600)
    harness.add_many(alice, *(upload(f"{number}.py") for number in range(50)))
    unfinished = "SELECT 1 FROM checks WHERE state IN ('queued', 'running')"

    async def scenario() -> None:
        linter = Linter(timeout_seconds=30, memory_bytes=2**30)
        await linter.start()
        async with running(heartbeats, CheckTask(harness.make_runtime(heartbeats), linter)):
            await until(lambda: not rows(harness.db, unfinished))
        await linter.stop()

    assert rows(harness.db, unfinished)
    asyncio.run(scenario())


class BrokenTransport:
    """A transport with an error that it should have turned into a delivery."""

    mode = MailMode.SMTP
    concurrency = 1

    async def send(self, message: EmailMessage) -> Delivery:
        raise KeyError(message["To"])


def test_an_email_with_an_unexpected_error_is_tried_again(
    harness: Harness, alice: User, heartbeats: Heartbeats, caplog: pytest.LogCaptureFixture
) -> None:
    harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    query = "SELECT detail, attempts FROM outbox WHERE state = 'queued' AND attempts"

    async def scenario() -> None:
        async with running(heartbeats, make_email_task(harness, heartbeats, BrokenTransport())):
            await until(lambda: rows(harness.db, query))

    asyncio.run(scenario())
    assert rows(harness.db, query) == [("It could not be sent: KeyError in Lintbox.", 1)]
    assert "Traceback" in caplog.text


def test_a_check_with_an_unexpected_error_is_logged_and_tried_again_without_another_wake_up(
    harness: Harness,
    alice: User,
    heartbeats: Heartbeats,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checking, "_IDLE_SECONDS", 3600)
    monkeypatch.setattr(lanes, "_RETRY_SECONDS", INTERVAL_SECONDS)
    harness.add(alice)
    query = "SELECT attempts FROM checks WHERE state = 'error'"

    async def scenario() -> None:
        async with running(heartbeats, make_check_task(harness, heartbeats)):
            await until(lambda: rows(harness.db, query))

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert rows(harness.db, query) == [(4,)]  # three, and the one that gives up
    assert "Traceback" in caplog.text


def test_a_server_with_an_administrator_starts_while_it_may_not_write(
    harness: Harness, alice: User, settings: Settings
) -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            appliance = Appliance(settings, listener, Linter(timeout_seconds=1, memory_bytes=2**30))
            forbid_writing(appliance._context.db)
            with pytest.raises(NotStored, match="may not write its data"):
                await appliance.prepare()
            harness.db.call(users.set_role, alice.id, Role.ADMIN)
            await appliance.prepare()
            await appliance.stop()

    asyncio.run(scenario())
