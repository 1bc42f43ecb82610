"""What administrators may do to users, and the audit log of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from lintbox.domain import Forbidden, LastAdmin, NotFound, OwnAccount, Role, TokenInvalid, User
from lintbox.services import accounts, cleanup, emails, setup
from lintbox.services.admin import audit, users
from lintbox.services.admin import emails as admin_emails
from lintbox.services.admin.audit import COMMAND_LINE, Actor
from lintbox.storage import audit_log
from lintbox.storage import users as user_rows
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows

DORA = "dora@school.example"
SHUT_OUT: list[Callable[..., None]] = [
    users.disable,
    users.delete,
    lambda actor, user_id, now: users.set_role(actor, user_id, Role.USER, now),
]


@pytest.fixture
def dora(harness: Harness) -> User:
    return harness.db.call(accounts.create_admin, DORA, "no hash", COMMAND_LINE, harness.now)


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.email, "192.0.2.1")


@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_the_last_administrator_stays(harness: Harness, dora: User, shut_out: Callable[..., None]) -> None:
    with pytest.raises(LastAdmin):
        harness.db.call(shut_out, COMMAND_LINE, dora.id, harness.now)


@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_one_of_two_administrators_can_be_removed(
    harness: Harness, dora: User, alice: User, shut_out: Callable[..., None]
) -> None:
    harness.db.call(users.set_role, COMMAND_LINE, alice.id, Role.ADMIN, harness.now)
    with pytest.raises(OwnAccount):
        harness.db.call(shut_out, actor_of(alice), alice.id, harness.now)
    harness.db.call(shut_out, actor_of(alice), dora.id, harness.now)
    with pytest.raises(LastAdmin):
        harness.db.call(shut_out, COMMAND_LINE, alice.id, harness.now)


def test_a_disabled_administrator_does_not_count(harness: Harness, dora: User, alice: User) -> None:
    harness.db.call(users.set_role, COMMAND_LINE, alice.id, Role.ADMIN, harness.now)
    harness.db.call(users.disable, COMMAND_LINE, alice.id, harness.now)
    with pytest.raises(LastAdmin):
        harness.db.call(users.delete, COMMAND_LINE, dora.id, harness.now)


@pytest.mark.parametrize("state", ["disabled", "unconfirmed"])
@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_an_administrator_who_does_not_count_can_be_removed(
    harness: Harness, dora: User, shut_out: Callable[..., None], state: str
) -> None:
    verified_at = harness.now if state == "disabled" else None
    erin = harness.db.call(
        user_rows.add, "erin@school.example", "no hash", Role.ADMIN, verified_at, harness.now
    )
    if state == "disabled":
        harness.db.call(users.disable, actor_of(dora), erin.id, harness.now)
    harness.db.call(shut_out, actor_of(dora), erin.id, harness.now)
    active = "role = 'admin' AND disabled_at IS NULL"
    assert rows(harness.db, f"SELECT id FROM users WHERE {active}") == [(dora.id,)]  # noqa: S608


@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_who_was_shut_out_meanwhile_removes_and_promotes_nobody(
    harness: Harness, dora: User, alice: User, bob: User, shut_out: Callable[..., None]
) -> None:
    for user in (alice, bob):
        harness.db.call(users.set_role, COMMAND_LINE, user.id, Role.ADMIN, harness.now)
    harness.db.call(shut_out, actor_of(alice), dora.id, harness.now)
    harness.db.call(users.disable, actor_of(alice), bob.id, harness.now)
    for person in (alice, bob):
        with pytest.raises(Forbidden):
            harness.db.call(shut_out, actor_of(dora), person.id, harness.now)
    with pytest.raises(Forbidden):
        harness.db.call(users.set_role, actor_of(dora), dora.id, Role.ADMIN, harness.now)


def test_failed_acts_are_not_in_the_audit_log(harness: Harness, dora: User) -> None:
    before = harness.count("audit")
    with pytest.raises(LastAdmin):
        harness.db.call(users.disable, COMMAND_LINE, dora.id, harness.now)
    with pytest.raises(NotFound):
        harness.db.call(users.verify, COMMAND_LINE, harness.link_builder, "nobody", harness.now)
    assert harness.count("audit") == before


def test_what_changes_nothing_is_not_in_the_audit_log(harness: Harness, alice: User) -> None:
    acts: list[Callable[[], object]] = [
        lambda: users.verify(COMMAND_LINE, harness.link_builder, alice.id, harness.now),
        lambda: users.enable(COMMAND_LINE, alice.id, harness.now),
        lambda: users.set_role(COMMAND_LINE, alice.id, Role.USER, harness.now),
        lambda: users.end_sessions(COMMAND_LINE, alice.id, harness.now),
        lambda: admin_emails.retry_all_now(COMMAND_LINE, harness.now),
    ]
    for act in acts:
        harness.db.call(act)
    assert harness.count("audit") == 0
    for _ in range(2):
        harness.db.call(users.disable, COMMAND_LINE, alice.id, harness.now)
    for _ in range(2):
        harness.db.call(users.enable, COMMAND_LINE, alice.id, harness.now)
    assert rows(harness.db, "SELECT action FROM audit ORDER BY number") == [("disabled",), ("enabled",)]


def test_a_disabled_user_gets_no_emails(harness: Harness, alice: User) -> None:
    harness.add(alice)
    harness.db.call(users.disable, COMMAND_LINE, alice.id, harness.now)
    harness.check(report(UNUSED_IMPORT))
    assert harness.count("outbox") == 0


def test_deleting_a_user_keeps_only_the_audit_log(harness: Harness, alice: User, bob: User) -> None:
    harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.add(bob, "his.py", b"y = 1\n")
    harness.db.call(users.send_reset, COMMAND_LINE, harness.link_builder, alice.id, harness.now)
    harness.db.call(users.delete, COMMAND_LINE, alice.id, harness.now)
    for table in ("users", "files", "checks"):
        assert harness.count(table) == 1
    assert harness.count("links") == harness.count("outbox") == 0
    later = harness.at(hours=2)
    assert asyncio.run(cleanup.clean_up(harness.db, harness.settings, later.now)).contents == 1
    entries = rows(harness.db, "SELECT action, user_id, user_email FROM audit ORDER BY number")
    assert entries == [("reset-sent", alice.id, None), ("deleted", alice.id, None)]


def test_deleting_an_administrator_deletes_the_address_from_whom_they_disabled(
    harness: Harness, dora: User, alice: User, bob: User
) -> None:
    harness.db.call(users.disable, COMMAND_LINE, bob.id, harness.now)
    erin = harness.db.call(accounts.create_admin, "erin@school.example", "no hash", COMMAND_LINE, harness.now)
    harness.db.call(users.disable, actor_of(erin), alice.id, harness.now)
    harness.db.call(users.delete, actor_of(dora), erin.id, harness.now)
    found = rows(harness.db, "SELECT id, disabled_by FROM users WHERE disabled_at IS NOT NULL")
    assert sorted(found) == sorted([(alice.id, None), (bob.id, "command line")])


def test_audit_entries_expire_after_a_year(harness: Harness, alice: User) -> None:
    harness.db.call(users.disable, COMMAND_LINE, alice.id, harness.now)
    expired = harness.now + audit.RETENTION
    asyncio.run(cleanup.clean_up(harness.db, harness.settings, expired - timedelta(seconds=1)))
    assert harness.db.call(audit_log.count) == 1
    asyncio.run(cleanup.clean_up(harness.db, harness.settings, expired))
    assert harness.db.call(audit_log.count) == 0


def test_a_reset_link_is_valid_for_an_hour(harness: Harness, alice: User) -> None:
    harness.db.call(emails.queue_reset, harness.link_builder, alice, harness.now)
    assert harness.at(hours=1, seconds=-1).find_email()
    harness.db.call(emails.queue_reset, harness.link_builder, alice, harness.now)
    found = harness.at(hours=1).find_email()
    assert found
    assert found[1] is None


def test_a_set_up_link_is_valid_for_half_an_hour(harness: Harness) -> None:
    token = harness.db.call(setup.create_token, harness.now)
    assert token
    assert harness.db.call(setup.validate_token, token, harness.at(minutes=30, seconds=-1).now)
    with pytest.raises(TokenInvalid):
        harness.db.call(setup.validate_token, token, harness.at(minutes=30).now)


def test_there_is_no_set_up_link_where_there_is_an_administrator(harness: Harness, alice: User) -> None:
    token = harness.db.call(setup.create_token, harness.now)
    assert token
    harness.db.call(user_rows.set_role, alice.id, Role.ADMIN)
    with pytest.raises(TokenInvalid):
        harness.db.call(setup.validate_token, token, harness.now)
    assert harness.db.call(setup.create_token, harness.now) is None
    assert harness.count("server_state") == 0
