"""Which emails are written, their retries, and their final states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lintbox.domain import Category, Delivery, Finding, Outcome, Purpose, Result, User
from lintbox.services import checks, emails, one_time_links
from lintbox.storage import emails as outbox
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows

LATER = Delivery(Outcome.TRY_AGAIN, "450 Come back later.")


def test_a_finished_check_queues_its_email(harness: Harness, alice: User) -> None:
    harness.add(alice)
    claim = harness.check(report(UNUSED_IMPORT))
    email = harness.claim_email()
    assert isinstance(email.result, Result)
    assert (email.recipient, email.result.file_id, email.result.total) == (alice.email, claim.file_id, 1)


def test_check_and_email_are_stored_in_one_transaction(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    claim = harness.claim()

    def finish_and_break() -> None:
        checks.finish(harness.settings, harness.link_builder, claim, report(), harness.now)
        raise LookupError

    with pytest.raises(LookupError):
        harness.db.call(finish_and_break)
    assert harness.get(alice, file).checks[0].state == "running"
    assert harness.count("outbox") == harness.count("reports") == 0


@pytest.mark.parametrize(("wish", "count"), [("always", 3), ("changes", 2), ("never", 0)])
def test_the_result_mail_setting_is_followed(harness: Harness, alice: User, wish: str, count: int) -> None:
    harness = harness.under(result_mail=wish)
    file = harness.add(alice)
    for result in (report(UNUSED_IMPORT), report(UNUSED_IMPORT), report()):
        if harness.get(alice, file).checks[0].report:
            harness.db.call(checks.request, harness.settings, alice.id, file.id, harness.now)
        harness.check(result)
    assert harness.count("outbox") == count


def test_retries_back_off_and_end(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report())
    for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400, 86400):
        harness.db.call(emails.record_delivery, harness.claim_email(), LATER, harness.now)
        assert harness.at(seconds=seconds - 1).find_email() is None
        harness = harness.at(seconds=seconds)
    harness.db.call(emails.record_delivery, harness.claim_email(), LATER, harness.now)
    assert harness.at(days=400).find_email() is None
    mail = harness.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == ("failed", "450 Come back later.")


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.REFUSED, "failed"), (Outcome.SENT, "sent")])
def test_a_final_outcome_is_stored(harness: Harness, alice: User, outcome: Outcome, state: str) -> None:
    file = harness.add(alice)
    harness.check(report())
    harness.db.call(emails.record_delivery, harness.claim_email(), Delivery(outcome, "250 Ok"), harness.now)
    mail = harness.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == (state, "250 Ok")
    assert mail.sent_at == (harness.now if state == "sent" else None)
    assert harness.at(days=400).find_email() is None


def test_an_email_is_claimed_once_and_requeued_unchanged(harness: Harness, alice: User) -> None:
    harness.add(alice)
    harness.check(report())
    before = harness.claim_email()
    assert harness.find_email() is None
    assert harness.db.call(outbox.requeue) == 1
    after = harness.claim_email()
    assert (after.id, after.message_id) == (before.id, before.message_id)


def test_an_email_with_a_used_link_is_deleted(harness: Harness, alice: User) -> None:
    link = harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    harness.db.call(one_time_links.use, link.token, Purpose.VERIFICATION, harness.now)
    assert harness.find_email() is None
    assert harness.count("outbox") == 0


def test_an_email_with_an_expired_link_is_claimed_without_a_token(harness: Harness, alice: User) -> None:
    harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    found = harness.at(hours=9).find_email()
    assert found
    assert found[1] is None


def test_a_new_email_replaces_a_queued_one_with_a_void_link(harness: Harness, alice: User) -> None:
    harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    harness.db.call(emails.record_delivery, harness.claim_email(), LATER, harness.now)
    harness.db.call(emails.queue_reset, harness.link_builder, alice, harness.now)
    link = harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    assert rows(harness.db, "SELECT kind FROM outbox ORDER BY number") == [
        ("password-reset",),
        ("verification",),
    ]
    assert [harness.claim_email().kind, harness.claim_email().link] == ["password-reset", link.id]


def test_the_outbox_never_holds_the_token(harness: Harness, alice: User) -> None:
    link = harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    assert link.token not in repr(rows(harness.db, "SELECT * FROM outbox"))


def test_the_first_twenty_findings_are_quoted(harness: Harness, alice: User) -> None:
    harness.add(alice)
    checked = report(*(Finding("E501", line, 1, "long", Category.LAYOUT) for line in range(1, 31)))
    harness.check(replace(checked, quotes={line: f"x{line}" for line in range(1, 31)}))
    result = harness.claim_result()
    assert [(shown.line, shown.source) for shown in result.shown] == [(n, f"x{n}") for n in range(1, 21)]
    assert result.total == 30
