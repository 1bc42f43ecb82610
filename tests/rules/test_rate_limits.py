"""Rate limits."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lintbox.domain import EmailKind, InvalidCredentials, TooMany
from lintbox.services import accounts, rate_limits
from lintbox.services.admin import users
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.passwords import Passwords
from lintbox.services.rate_limits import LIMITS, Subject
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.storage import attempts
from lintbox.storage.database import Database
from tests.rules.harness import Harness


def spend(harness: Harness, times: int = 1, kind: str = "email", subject: str = "ada") -> None:
    def spend_all() -> None:
        for _ in range(times):
            rate_limits.spend(harness.settings, kind, subject, harness.now)

    harness.db.call(spend_all)


@pytest.mark.parametrize("kind", LIMITS)
def test_attempts_up_to_the_limit_are_allowed(harness: Harness, kind: str) -> None:
    spend(harness, LIMITS[kind].attempts, kind)
    with pytest.raises(TooMany):
        spend(harness, 1, kind)


def test_subjects_are_counted_separately(harness: Harness) -> None:
    spend(harness, 10)
    spend(harness, 10, subject="grace")


def test_kinds_are_counted_separately(harness: Harness) -> None:
    spend(harness, 10)
    spend(harness, 10, kind="sign-in")


def test_checking_a_limit_is_not_counted(harness: Harness) -> None:
    spend(harness, 9)
    for _ in range(20):
        harness.db.call(rate_limits.check, harness.settings, "email", "ada", harness.now)
    spend(harness)


def test_an_attempt_after_retry_after_is_allowed(harness: Harness) -> None:
    spend(harness, 10)
    later = harness.at(minutes=20)
    with pytest.raises(TooMany) as caught:
        spend(later)
    assert caught.value.retry_after == pytest.approx(40 * 60, abs=1)
    spend(later.at(seconds=caught.value.retry_after))


def test_the_wait_is_part_of_the_sentence(harness: Harness) -> None:
    spend(harness, 10)
    with pytest.raises(TooMany, match="Try again in 40 minutes"):
        spend(harness.at(minutes=20, seconds=1))
    with pytest.raises(TooMany, match="Try again in 31 seconds"):
        spend(harness.at(minutes=59, seconds=30))


def test_the_limit_holds_until_the_window_ends(harness: Harness) -> None:
    spend(harness, 10)
    with pytest.raises(TooMany):
        spend(harness.at(minutes=60, seconds=-1))


def test_only_attempts_outside_the_window_expire(harness: Harness) -> None:
    spend(harness, 4)
    spend(harness.at(minutes=30), 6)
    later = harness.at(minutes=61)
    spend(later, 4)
    with pytest.raises(TooMany):
        spend(later)


def test_a_refused_attempt_does_not_extend_the_wait(harness: Harness) -> None:
    spend(harness, 10)
    for minute in range(1, 60):
        with pytest.raises(TooMany):
            spend(harness.at(minutes=minute))
    spend(harness.at(minutes=61), 10)


def test_limits_survive_a_restart(tmp_path: Path, settings: Settings, now: datetime) -> None:
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


def test_limits_can_be_off(harness: Harness) -> None:
    spend(harness.under(rate_limits="off"), 40)


def sign_in(harness: Harness, passwords: Passwords, password: str, network: str = "192.0.2.1") -> None:
    asyncio.run(
        accounts.sign_in(
            harness.db, passwords, harness.settings, "ada@school.example", password, network, harness.now
        )
    )


@pytest.fixture
def ada(harness: Harness, passwords: Passwords) -> None:
    kept = asyncio.run(passwords.hash("lamp orchard violin", Requester("192.0.2.1", "ada")))
    harness.db.call(accounts.create_admin, "ada@school.example", kept, COMMAND_LINE, harness.now)


@pytest.mark.usefixtures("ada")
def test_password_guessing_is_stopped_without_locking_out_the_owner(
    harness: Harness, passwords: Passwords
) -> None:
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            sign_in(harness, passwords, "wrong", "203.0.113.9")
    with pytest.raises(TooMany):
        sign_in(harness, passwords, "lamp orchard violin", "203.0.113.9")
    sign_in(harness, passwords, "lamp orchard violin", "192.0.2.1")


@pytest.mark.usefixtures("ada")
def test_many_wrong_passwords_of_a_network_lock_out_no_other_account(
    harness: Harness, passwords: Passwords
) -> None:
    spend(harness, LIMITS["sign-in-network"].attempts, "sign-in-network", "192.0.2.1")
    for number in range(12):
        spend(harness, 1, "sign-in", f"eve{number}@school.example 192.0.2.1")
    sign_in(harness, passwords, "lamp orchard violin")


@pytest.mark.usefixtures("ada")
def test_a_wrong_password_causes_a_delay_and_no_lockout(harness: Harness, passwords: Passwords) -> None:
    for _ in range(10):
        with pytest.raises(InvalidCredentials):
            sign_in(harness, passwords, "wrong")
    with pytest.raises(TooMany) as caught:
        sign_in(harness, passwords, "lamp orchard violin")
    assert caught.value.retry_after <= 60
    sign_in(harness.at(seconds=caught.value.retry_after), passwords, "lamp orchard violin")


@pytest.mark.parametrize(("failures", "seconds"), [(9, 0), (10, 30), (11, 60), (12, 60), (60, 60)])
def test_the_delay_grows_to_a_minute(harness: Harness, failures: int, seconds: int) -> None:
    guess = Subject("sign-in", "ada 192.0.2.1")

    def fail() -> None:
        for _ in range(failures):
            attempts.add(*guess, harness.now)

    harness.db.call(fail)
    if seconds:
        with pytest.raises(TooMany):
            harness.db.call(
                rate_limits.check_delay, harness.settings, guess, harness.at(seconds=seconds - 1).now
            )
    harness.db.call(rate_limits.check_delay, harness.settings, guess, harness.at(seconds=seconds).now)


@pytest.mark.parametrize(
    ("network", "wide"),
    [
        ("192.0.2.77", (24, "192.0.2.0/24")),
        ("2001:db8:1:2::/64", (48, "2001:db8:1::/48")),
        ("2001:db8:1:2:3:4:5:6", (48, "2001:db8:1::/48")),
    ],
)
def test_a_network_is_widened(network: str, wide: tuple[int, str]) -> None:
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
def test_addresses_of_one_mailbox_share_a_limit(harness: Harness, one: str, other: str, alike: bool) -> None:
    def ask(email: str) -> bool:
        kind = EmailKind.VERIFICATION
        return harness.db.call(rate_limits.try_email, harness.settings, kind, email, "192.0.2.1", harness.now)

    assert [ask(one) for _ in range(11)] == [True] * 10 + [False]
    assert ask(other) is not alike


def test_emails_to_a_mailbox_are_limited_across_networks(harness: Harness) -> None:
    def ask(number: int, kind: EmailKind = EmailKind.RESET) -> bool:
        network = f"192.0.2.{number}"
        return harness.db.call(
            rate_limits.try_email, harness.settings, kind, "ada@school.example", network, harness.now
        )

    assert sum(ask(number) for number in range(30)) == LIMITS["email-mailbox"].attempts
    assert ask(31, EmailKind.ACCOUNT_EXISTS)


@pytest.mark.usefixtures("ada")
def test_right_passwords_are_counted_too(harness: Harness, passwords: Passwords) -> None:
    user_id = harness.db.call(users.get_id, "ada@school.example")
    spend(harness, LIMITS["signed-in"].attempts, "signed-in", f"{user_id} 192.0.2.1")
    with pytest.raises(TooMany):
        sign_in(harness, passwords, "lamp orchard violin")
    sign_in(harness, passwords, "lamp orchard violin", "203.0.113.9")


@pytest.mark.usefixtures("ada")
def test_sign_in_resets_the_failures(harness: Harness, passwords: Passwords) -> None:
    for _ in range(2):
        for _ in range(9):
            with pytest.raises(InvalidCredentials):
                sign_in(harness, passwords, "wrong")
        sign_in(harness, passwords, "lamp orchard violin")
