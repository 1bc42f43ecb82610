"""Limits over time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lintbox.domain import EmailKind, InvalidCredentials, TooMany
from lintbox.services import accounts, email_limits, rate_limits
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from lintbox.services.rate_limits import LIMITS, Subject
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage import attempts
from lintbox.storage.database import Database
from tests.rules.desk import Desk


def spend(desk: Desk, times: int = 1, kind: str = "email", subject: str = "ada") -> None:
    def spend_all() -> None:
        for _ in range(times):
            rate_limits.spend(desk.settings, kind, subject, desk.now)

    desk.db.call(spend_all)


@pytest.mark.parametrize("kind", LIMITS)
def test_so_many_are_allowed_and_no_more(desk: Desk, kind: str) -> None:
    spend(desk, LIMITS[kind].attempts, kind)
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
        desk.db.call(rate_limits.check, desk.settings, "email", "ada", desk.now)
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
        before.call(rate_limits.spend, settings, "email", "ada", now)
    before.close()
    after = Database(tmp_path / "kept.db")
    try:
        with pytest.raises(TooMany):
            after.call(rate_limits.spend, settings, "email", "ada", now + timedelta(minutes=1))
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
    kept = asyncio.run(passwords.hash("lamp orchard violin", Requester("192.0.2.1", "ada")))
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
def test_many_wrong_guesses_behind_one_address_lock_nobody_else_out(desk: Desk, passwords: Passwords) -> None:
    spend(desk, LIMITS["sign-in-network"].attempts, "sign-in-network", "192.0.2.1")
    for number in range(12):
        spend(desk, 1, "sign-in", f"eve{number}@school.example 192.0.2.1")
    sign_in(desk, passwords, "lamp orchard violin")


@pytest.mark.usefixtures("ada")
def test_a_wrong_guess_costs_a_delay_and_no_lock(desk: Desk, passwords: Passwords) -> None:
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            sign_in(desk, passwords, "wrong")
    with pytest.raises(TooMany) as caught:
        sign_in(desk, passwords, "lamp orchard violin")
    assert caught.value.retry_after <= 60
    sign_in(desk.at(seconds=caught.value.retry_after), passwords, "lamp orchard violin")


@pytest.mark.parametrize(("failures", "seconds"), [(9, 0), (10, 30), (11, 60), (12, 60), (60, 60)])
def test_the_delay_grows_to_a_minute(desk: Desk, failures: int, seconds: int) -> None:
    guess = Subject("sign-in", "ada 192.0.2.1")

    def fail() -> None:
        for _ in range(failures):
            attempts.add(*guess, desk.now)

    desk.db.call(fail)
    if seconds:
        with pytest.raises(TooMany):
            desk.db.call(rate_limits.check_delay, desk.settings, guess, desk.at(seconds=seconds - 1).now)
    desk.db.call(rate_limits.check_delay, desk.settings, guess, desk.at(seconds=seconds).now)


@pytest.mark.parametrize(
    ("network", "wide"),
    [
        ("192.0.2.77", (24, "192.0.2.0/24")),
        ("2001:db8:1:2::/64", (48, "2001:db8:1::/48")),
        ("2001:db8:1:2:3:4:5:6", (48, "2001:db8:1::/48")),
    ],
)
def test_a_network_has_a_wider_one(network: str, wide: tuple[int, str]) -> None:
    assert rate_limits.widen(network) == wide


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ada@school.example", "ADA@School.example", True),
        ("ada+1@school.example", "ada+2@school.example", True),
        ("ada+1@school.example", "ada@school.example", False),
        ("ada@school.example", "ada@other.example", False),
        ("a.da@gmail.com", "ada@googlemail.com", True),
        ("a.da@school.example", "ada@school.example", False),
        ("+ada@school.example", "+eve@school.example", False),
    ],
)
def test_spellings_of_a_mailbox_share_its_budget(desk: Desk, one: str, other: str, alike: bool) -> None:
    def ask(email: str) -> bool:
        kind = EmailKind.VERIFICATION
        return desk.db.call(email_limits.allow, desk.settings, kind, email, "192.0.2.1", desk.now)

    assert [ask(one) for _ in range(11)] == [True] * 10 + [False]
    assert ask(other) is not alike


def test_a_mailbox_gets_so_many_emails_however_many_networks_ask(desk: Desk) -> None:
    def ask(number: int, kind: EmailKind = EmailKind.RESET) -> bool:
        network = f"192.0.2.{number}"
        return desk.db.call(email_limits.allow, desk.settings, kind, "ada@school.example", network, desk.now)

    assert sum(ask(number) for number in range(30)) == LIMITS["email-mailbox"].attempts
    assert ask(31, EmailKind.ACCOUNT_EXISTS)


@pytest.mark.usefixtures("ada")
def test_right_passwords_are_counted_too(desk: Desk, passwords: Passwords) -> None:
    user_id = desk.db.call(users.get_id, "ada@school.example")
    spend(desk, LIMITS["signed-in"].attempts, "signed-in", f"{user_id} 192.0.2.1")
    with pytest.raises(TooMany):
        sign_in(desk, passwords, "lamp orchard violin")
    sign_in(desk, passwords, "lamp orchard violin", "203.0.113.9")


@pytest.mark.usefixtures("ada")
def test_signing_in_forgets_the_wrong_tries(desk: Desk, passwords: Passwords) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(InvalidCredentials):
                sign_in(desk, passwords, "wrong")
        sign_in(desk, passwords, "lamp orchard violin")
