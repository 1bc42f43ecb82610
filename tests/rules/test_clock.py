"""A clock that was set back delays nothing, and shuts nobody out."""

from __future__ import annotations

import pytest

from lintbox.domain import Delivery, Outcome, TooMany, User
from lintbox.services import emails, rate_limits
from tests.rules.desk import UNUSED_IMPORT, Desk, report


def queue_email(desk: Desk, user: User) -> None:
    desk.add(user)
    desk.check(report(UNUSED_IMPORT))


def test_a_email_from_the_future_is_sent_now(desk: Desk, alice: User) -> None:
    queue_email(desk.at(days=1), alice)
    assert desk.take_email().kind == "result"


def test_a_email_that_waits_for_another_try_does_not_wait_for_the_old_time(desk: Desk, alice: User) -> None:
    tomorrow = desk.at(days=1)
    queue_email(tomorrow, alice)
    email = tomorrow.take_email()
    desk.db.call(emails.record_delivery, email, Delivery(Outcome.TRY_AGAIN, "451 later"), tomorrow.now)
    again = desk.take_email()
    assert (again.id, again.attempts) == (email.id, 2)


def test_with_a_clock_that_is_right_a_email_waits_its_time(desk: Desk, alice: User) -> None:
    queue_email(desk, alice)
    later = desk
    for seconds in (10, 60, 300, 1800):
        email = later.take_email()
        desk.db.call(emails.record_delivery, email, Delivery(Outcome.TRY_AGAIN, "451 later"), later.now)
        assert later.at(seconds=seconds - 1).find_email() is None
        later = later.at(seconds=seconds)
    assert later.take_email().attempts == 5


def test_a_check_from_the_future_is_claimed_and_given_back(desk: Desk, alice: User) -> None:
    desk.at(days=1).add(alice)
    claim = desk.claim()
    assert desk.finish(claim, report(UNUSED_IMPORT))
    (check,) = desk.get(alice, desk.add(alice, "b.py")).checks
    assert check.state == "queued"


def test_tries_of_the_old_time_shut_nobody_out(desk: Desk) -> None:
    most = rate_limits.LIMITS["sign-in"].attempts
    for _ in range(most):
        desk.db.call(rate_limits.spend, desk.settings, "sign-in", "ada", desk.at(days=1).now)
    desk.db.call(rate_limits.check, desk.settings, "sign-in", "ada", desk.now)
    with pytest.raises(TooMany):
        desk.db.call(rate_limits.check, desk.settings, "sign-in", "ada", desk.at(days=1, seconds=1).now)


def test_a_try_that_is_overtaken_by_later_ones_counts_them(desk: Desk) -> None:
    for _ in range(rate_limits.LIMITS["sign-in"].attempts):
        desk.db.call(rate_limits.spend, desk.settings, "sign-in", "ada", desk.at(seconds=2).now)
    with pytest.raises(TooMany):
        desk.db.call(rate_limits.spend, desk.settings, "sign-in", "ada", desk.now)
