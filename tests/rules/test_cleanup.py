"""Which rows the cleanup deletes, and which it keeps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from peewee import IntegrityError

from lintbox.domain import Action, Purpose, Role, User
from lintbox.services import cleanup, files, one_time_links, rate_limits, sessions
from lintbox.services.admin import audit
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.cleanup import Batch, Deleted
from lintbox.storage import contents, reports, users
from lintbox.storage.models import connection
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows

MANY = Batch()


def clean_up(harness: Harness, batch: Batch = MANY) -> Deleted:
    return asyncio.run(cleanup.clean_up(harness.db, harness.settings, harness.now, batch=batch))


@pytest.mark.parametrize(("seconds", "gone"), [(3599, 0), (3600, 0), (3601, 1)])
def test_an_unreferenced_content_is_deleted_after_the_grace_period(
    harness: Harness, alice: User, seconds: int, gone: int
) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    deleted = clean_up(harness.at(seconds=seconds))
    assert (deleted.contents, deleted.bytes) == (gone, gone * 10)
    assert harness.count("contents") == 1 - gone


def test_a_referenced_content_stays(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    assert clean_up(harness.at(days=400)).contents == 0
    assert harness.get(alice, file)


def test_storing_a_content_again_restarts_its_grace_period(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    later = harness.at(hours=3)
    again = later.add(alice)
    later.db.call(files.delete, alice.id, again.id)
    assert clean_up(later.at(minutes=59)).contents == 0


def test_expired_rows_are_deleted(harness: Harness, alice: User) -> None:
    harness.db.call(
        one_time_links.create, alice.id, Purpose.VERIFICATION, harness.link_builder.key, harness.now
    )
    harness.db.call(sessions.begin, alice.id, harness.now)
    harness.db.call(rate_limits.spend, harness.settings, "email", "ada", harness.now)
    early, late = clean_up(harness.at(minutes=59)), clean_up(harness.at(days=7))
    assert (early.links, early.sessions, early.attempts) == (0, 0, 0)
    assert (late.links, late.sessions, late.attempts) == (1, 1, 1)


def test_a_report_is_deleted_with_its_last_check(harness: Harness, alice: User) -> None:
    first, second = harness.add(alice, "a.py"), harness.add(alice, "b.py")
    harness.check(report(UNUSED_IMPORT))
    harness.check(report(UNUSED_IMPORT))
    harness.db.call(files.delete, alice.id, first.id)
    assert clean_up(harness).reports == 0
    harness.db.call(files.delete, alice.id, second.id)
    assert clean_up(harness).reports == 1


def test_a_report_that_is_used_again_meanwhile_is_not_deleted(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.db.call(files.delete, alice.id, file.id)
    unused = harness.db.call(reports.list_unused)
    again = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    assert harness.db.call(reports.remove_unused, unused) == 0
    assert harness.get(alice, again).checks[0].report == report(UNUSED_IMPORT)


@pytest.mark.parametrize("batch", [Batch(rows=2), Batch(bytes=25)], ids=["rows", "bytes"])
def test_contents_are_deleted_in_several_transactions(harness: Harness, alice: User, batch: Batch) -> None:
    for number in range(5):
        file = harness.add(alice, data=b"x = 1234%d\n" % number)
        harness.db.call(files.delete, alice.id, file.id)
    refuse = """CREATE TRIGGER refuse BEFORE DELETE ON contents WHEN old.data = CAST('x = 12343\n' AS BLOB)
        BEGIN SELECT RAISE(ABORT, 'refused'); END"""
    harness.db.call(lambda: connection.execute_sql(refuse))
    with pytest.raises(IntegrityError, match="refused"):
        clean_up(harness.at(hours=2), batch)
    assert harness.count("contents") == 3  # the first two were deleted before
    harness.db.call(lambda: connection.execute_sql("DROP TRIGGER refuse"))
    assert clean_up(harness.at(hours=2), batch)[:2] == (3, 30)


def test_a_content_that_is_stored_again_meanwhile_is_not_deleted(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    later = harness.at(hours=2)
    ((sha256, _),) = harness.db.call(contents.list_unbound, later.now)
    again = later.add(alice)
    assert harness.db.call(contents.remove_unbound, [sha256], later.now) == []
    assert harness.get(alice, again)


def add_unconfirmed(harness: Harness, email: str = "eve@school.example") -> User:
    return harness.db.call(users.add, email, "no hash", Role.USER, None, harness.now)


def test_accounts_that_were_never_confirmed_are_deleted_after_a_week(harness: Harness, alice: User) -> None:
    eve = add_unconfirmed(harness)
    add_unconfirmed(harness, "frank@school.example")
    harness.db.call(lambda: audit.record(COMMAND_LINE, Action.LINK_SENT, harness.now, user=eve))
    assert clean_up(harness.at(days=7), Batch(rows=1)).users == 0
    assert clean_up(harness.at(days=7, seconds=1), Batch(rows=1)).users == 2
    assert rows(harness.db, "SELECT id FROM users") == [(alice.id,)]
    assert rows(harness.db, "SELECT user_id, user_email FROM audit") == [(eve.id, None)]


def let_in(harness: Harness, user: User) -> None:
    harness.db.call(users.confirm, user.id, harness.now)


def shut_out(harness: Harness, user: User) -> None:
    harness.db.call(users.disable, user.id, "dora@school.example", harness.now)


def promote(harness: Harness, user: User) -> None:
    harness.db.call(users.set_role, user.id, Role.ADMIN)


def send_link(harness: Harness, user: User) -> None:
    late, key = harness.at(days=8, hours=-1).now, harness.link_builder.key
    harness.db.call(one_time_links.create, user.id, Purpose.VERIFICATION, key, late)


@pytest.mark.parametrize("keep", [let_in, shut_out, promote, send_link])
def test_other_accounts_stay(harness: Harness, keep: Callable[[Harness, User], None]) -> None:
    eve = add_unconfirmed(harness)
    keep(harness, eve)
    assert clean_up(harness.at(days=8)).users == 0
    assert rows(harness.db, "SELECT id FROM users") == [(eve.id,)]
