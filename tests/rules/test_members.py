"""Who may do what to whom, and what is written of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lintbox.domain import LastAdmin, NotFound, OwnAccount, Role, TokenInvalid, User
from lintbox.services import accounts, cleanup, emails, setup
from lintbox.services.admin import audit, users
from lintbox.services.admin.audit import COMMAND_LINE, Actor
from lintbox.storage import audit_log
from lintbox.storage import users as user_rows
from tests.rules.desk import UNUSED_IMPORT, Desk, report, rows

DORA = "dora@school.example"
SHUT_OUT: list[Callable[..., None]] = [
    users.disable,
    users.delete,
    lambda actor, user_id, now: users.set_role(actor, user_id, Role.USER, now),
]


@pytest.fixture
def dora(desk: Desk) -> User:
    return desk.db.call(accounts.create_admin, DORA, "no hash", COMMAND_LINE, desk.now)


def actor_of(user: User) -> Actor:
    return Actor(user.id, user.email, "192.0.2.1")


@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_the_last_administrator_stays(desk: Desk, dora: User, shut_out: Callable[..., None]) -> None:
    with pytest.raises(LastAdmin):
        desk.db.call(shut_out, COMMAND_LINE, dora.id, desk.now)


@pytest.mark.parametrize("shut_out", SHUT_OUT)
def test_of_two_administrators_one_may_go(
    desk: Desk, dora: User, alice: User, shut_out: Callable[..., None]
) -> None:
    desk.db.call(users.set_role, COMMAND_LINE, alice.id, Role.ADMIN, desk.now)
    with pytest.raises(OwnAccount):
        desk.db.call(shut_out, actor_of(alice), alice.id, desk.now)
    desk.db.call(shut_out, actor_of(alice), dora.id, desk.now)
    with pytest.raises(LastAdmin):
        desk.db.call(shut_out, COMMAND_LINE, alice.id, desk.now)


def test_a_disabled_administrator_does_not_count(desk: Desk, dora: User, alice: User) -> None:
    desk.db.call(users.set_role, COMMAND_LINE, alice.id, Role.ADMIN, desk.now)
    desk.db.call(users.disable, COMMAND_LINE, alice.id, desk.now)
    with pytest.raises(LastAdmin):
        desk.db.call(users.delete, COMMAND_LINE, dora.id, desk.now)


def test_what_fails_is_not_in_the_audit(desk: Desk, dora: User) -> None:
    before = desk.count("audit")
    with pytest.raises(LastAdmin):
        desk.db.call(users.disable, COMMAND_LINE, dora.id, desk.now)
    with pytest.raises(NotFound):
        desk.db.call(users.verify, COMMAND_LINE, desk.link_builder, "nobody", desk.now)
    assert desk.count("audit") == before


def test_who_is_disabled_gets_no_emails(desk: Desk, alice: User) -> None:
    desk.add(alice)
    desk.db.call(users.disable, COMMAND_LINE, alice.id, desk.now)
    desk.check(report(UNUSED_IMPORT))
    assert desk.count("outbox") == 0


def test_deleting_takes_everything_but_the_audit(desk: Desk, alice: User, bob: User) -> None:
    desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    desk.add(bob, "his.py", b"y = 1\n")
    desk.db.call(users.send_reset, COMMAND_LINE, desk.link_builder, alice.id, desk.now)
    desk.db.call(users.delete, COMMAND_LINE, alice.id, desk.now)
    for table in ("users", "files", "checks"):
        assert desk.count(table) == 1
    assert desk.count("links") == desk.count("outbox") == 0
    later = desk.at(hours=2)
    assert desk.db.call(cleanup.sweep, timedelta(hours=1), later.now).contents == 1
    told = rows(desk.db, "SELECT action, user_id, user_email FROM audit ORDER BY number")
    assert told == [("reset-sent", alice.id, None), ("deleted", alice.id, None)]


def test_the_audit_forgets_after_a_year(desk: Desk, alice: User) -> None:
    desk.db.call(users.verify, COMMAND_LINE, desk.link_builder, alice.id, desk.now)
    desk.db.call(cleanup.sweep, timedelta(hours=1), desk.now + audit.RETENTION - timedelta(seconds=1))
    assert desk.db.call(audit_log.count) == 1
    desk.db.call(cleanup.sweep, timedelta(hours=1), desk.now + audit.RETENTION)
    assert desk.db.call(audit_log.count) == 0


def test_a_reset_link_lasts_for_an_hour(desk: Desk, alice: User) -> None:
    desk.db.call(emails.queue_reset, desk.link_builder, alice, desk.now)
    assert desk.at(hours=1, seconds=-1).find_email()
    desk.db.call(emails.queue_reset, desk.link_builder, alice, desk.now)
    found = desk.at(hours=1).find_email()
    assert found
    assert found[1] is None


def test_a_set_up_link_lasts_for_half_an_hour(desk: Desk) -> None:
    token = desk.db.call(setup.create_token, desk.now)
    assert token
    assert desk.db.call(setup.validate_token, token, desk.at(minutes=30, seconds=-1).now)
    with pytest.raises(TokenInvalid):
        desk.db.call(setup.validate_token, token, desk.at(minutes=30).now)


def test_there_is_no_set_up_link_where_there_is_an_administrator(desk: Desk, alice: User) -> None:
    token = desk.db.call(setup.create_token, desk.now)
    assert token
    desk.db.call(user_rows.set_role, alice.id, Role.ADMIN)
    with pytest.raises(TokenInvalid):
        desk.db.call(setup.validate_token, token, desk.now)
    assert desk.db.call(setup.create_token, desk.now) is None
    assert desk.count("server_state") == 0
