"""Limits over time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lintbox.domain import InvalidCredentials, TooMany
from lintbox.services import accounts, limits
from lintbox.services.audit import COMMAND_LINE
from lintbox.services.limits import LIMITS
from lintbox.services.passwords import Passwords
from lintbox.settings import Settings
from lintbox.storage.database import Database
from tests.rules.desk import Desk


def spend(desk: Desk, times: int = 1, kind: str = "letter", subject: str = "ada") -> None:
    for _ in range(times):
        desk.db.call(limits.spend, desk.settings, kind, subject, desk.now)


@pytest.mark.parametrize("kind", LIMITS)
def test_so_many_are_allowed_and_no_more(desk: Desk, kind: str) -> None:
    spend(desk, LIMITS[kind].most, kind)
    with pytest.raises(TooMany):
        spend(desk, 1, kind)


def test_another_subject_is_counted_apart(desk: Desk) -> None:
    spend(desk, 10)
    spend(desk, 10, subject="grace")


def test_another_kind_is_counted_apart(desk: Desk) -> None:
    spend(desk, 10)
    spend(desk, 10, kind="sign-in")


def test_looking_is_not_counted(desk: Desk) -> None:
    spend(desk, 9)
    for _ in range(20):
        desk.db.call(limits.check, desk.settings, "letter", "ada", desk.now)
    spend(desk)


def test_who_waits_as_told_can_try_again(desk: Desk) -> None:
    spend(desk, 10)
    later = desk.at(minutes=20)
    with pytest.raises(TooMany) as caught:
        spend(later)
    assert caught.value.retry_after == pytest.approx(40 * 60, abs=1)
    spend(later.at(seconds=caught.value.retry_after))


def test_the_wait_is_told_in_words(desk: Desk) -> None:
    spend(desk, 10)
    with pytest.raises(TooMany, match="Try again in 40 minutes"):
        spend(desk.at(minutes=20, seconds=1))
    with pytest.raises(TooMany, match="Try again in 31 seconds"):
        spend(desk.at(minutes=59, seconds=30))


def test_the_limit_holds_until_the_window_ends(desk: Desk) -> None:
    spend(desk, 10)
    with pytest.raises(TooMany):
        spend(desk.at(minutes=60, seconds=-1))


def test_only_what_left_the_window_is_forgotten(desk: Desk) -> None:
    spend(desk, 4)
    spend(desk.at(minutes=30), 6)
    later = desk.at(minutes=61)
    spend(later, 4)
    with pytest.raises(TooMany):
        spend(later)


def test_a_refused_attempt_makes_the_wait_no_longer(desk: Desk) -> None:
    spend(desk, 10)
    for minute in range(1, 60):
        with pytest.raises(TooMany):
            spend(desk.at(minutes=minute))
    spend(desk.at(minutes=61), 10)


def test_a_restart_forgets_nothing(tmp_path: Path, settings: Settings, now: datetime) -> None:
    before = Database(tmp_path / "kept.db")
    for _ in range(10):
        before.call(limits.spend, settings, "letter", "ada", now)
    before.close()
    after = Database(tmp_path / "kept.db")
    try:
        with pytest.raises(TooMany):
            after.call(limits.spend, settings, "letter", "ada", now + timedelta(minutes=1))
    finally:
        after.close()


def test_limits_can_be_off(desk: Desk) -> None:
    spend(desk.under(rate_limits="off"), 40)


def sign_in(desk: Desk, passwords: Passwords, password: str, network: str = "192.0.2.1") -> None:
    asyncio.run(
        accounts.sign_in(desk.db, passwords, desk.settings, "ada@school.example", password, network, desk.now)
    )


@pytest.fixture
def ada(desk: Desk, passwords: Passwords) -> None:
    kept = asyncio.run(passwords.hash("lamp orchard violin"))
    desk.db.call(accounts.create_admin, "ada@school.example", kept, COMMAND_LINE, desk.now)


@pytest.mark.usefixtures("ada")
def test_guessing_is_stopped_but_the_owner_elsewhere_is_not(desk: Desk, passwords: Passwords) -> None:
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            sign_in(desk, passwords, "wrong", "203.0.113.9")
    with pytest.raises(TooMany):
        sign_in(desk, passwords, "lamp orchard violin", "203.0.113.9")
    sign_in(desk, passwords, "lamp orchard violin", "192.0.2.1")


@pytest.mark.usefixtures("ada")
def test_signing_in_forgets_the_wrong_tries(desk: Desk, passwords: Passwords) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(InvalidCredentials):
                sign_in(desk, passwords, "wrong")
        sign_in(desk, passwords, "lamp orchard violin")
