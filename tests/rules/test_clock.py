"""A clock that was set back delays no email or check, and locks out no user."""

from __future__ import annotations

import pytest

from lintbox.domain import Delivery, Outcome, TooMany, User
from lintbox.services import emails, rate_limits
from tests.rules.harness import UNUSED_IMPORT, Harness, report


def queue_email(harness: Harness, user: User) -> None:
    harness.add(user)
    harness.check(report(UNUSED_IMPORT))


def test_an_email_from_the_future_is_sent_now(harness: Harness, alice: User) -> None:
    queue_email(harness.at(days=1), alice)
    assert harness.claim_email().kind == "result"


def test_a_retry_is_brought_forward_after_the_clock_was_set_back(harness: Harness, alice: User) -> None:
    tomorrow = harness.at(days=1)
    queue_email(tomorrow, alice)
    email = tomorrow.claim_email()
    harness.db.call(emails.record_delivery, email, Delivery(Outcome.TRY_AGAIN, "451 later"), tomorrow.now)
    again = harness.claim_email()
    assert (again.id, again.attempts) == (email.id, 2)


def test_a_retry_waits_for_its_time_with_a_correct_clock(harness: Harness, alice: User) -> None:
    queue_email(harness, alice)
    later = harness
    for seconds in (10, 60, 300, 1800):
        email = later.claim_email()
        harness.db.call(emails.record_delivery, email, Delivery(Outcome.TRY_AGAIN, "451 later"), later.now)
        assert later.at(seconds=seconds - 1).find_email() is None
        later = later.at(seconds=seconds)
    assert later.claim_email().attempts == 5


def test_a_check_from_the_future_is_claimed_and_requeued(harness: Harness, alice: User) -> None:
    harness.at(days=1).add(alice)
    claim = harness.claim()
    assert harness.finish(claim, report(UNUSED_IMPORT))
    (check,) = harness.get(alice, harness.add(alice, "b.py")).checks
    assert check.state == "queued"


def test_attempts_in_the_future_do_not_count(harness: Harness) -> None:
    most = rate_limits.LIMITS["sign-in"].attempts
    for _ in range(most):
        harness.db.call(rate_limits.spend, harness.settings, "sign-in", "ada", harness.at(days=1).now)
    harness.db.call(rate_limits.check, harness.settings, "sign-in", "ada", harness.now)
    with pytest.raises(TooMany):
        harness.db.call(
            rate_limits.check, harness.settings, "sign-in", "ada", harness.at(days=1, seconds=1).now
        )


def test_an_attempt_counts_concurrent_later_attempts(harness: Harness) -> None:
    for _ in range(rate_limits.LIMITS["sign-in"].attempts):
        harness.db.call(rate_limits.spend, harness.settings, "sign-in", "ada", harness.at(seconds=2).now)
    with pytest.raises(TooMany):
        harness.db.call(rate_limits.spend, harness.settings, "sign-in", "ada", harness.now)
