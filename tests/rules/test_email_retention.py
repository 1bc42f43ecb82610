"""How long emails are kept, and what remains of deleted ones."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import Delivery, File, Outcome, User
from lintbox.services import cleanup, emails
from lintbox.services.admin import system
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.cleanup import Batch, Deleted
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows

SENT = Delivery(Outcome.SENT, "250 Ok")
SAVED = Delivery(Outcome.SAVED, "Saved on this server: mail/a.eml")
REFUSED = Delivery(Outcome.REFUSED, "550 No such user")
LATER = Delivery(Outcome.TRY_AGAIN, "451 Come back later")


def clean_up(harness: Harness, at_once: int = 500) -> Deleted:
    return asyncio.run(cleanup.clean_up(harness.db, harness.settings, harness.now, batch=Batch(at_once)))


def keep_for(harness: Harness, retention: str) -> Harness:
    return harness.under(email_retention=retention, data_dir=harness.settings.data_dir)


def write_result(harness: Harness, user: User, delivery: Delivery, name: str = "a.py") -> File:
    file = harness.add(user, name)
    harness.check(report(UNUSED_IMPORT))
    harness.db.call(emails.record_delivery, harness.claim_email(), delivery, harness.now)
    return file


@pytest.mark.parametrize(("days", "gone"), [(89, 0), (91, 1)])
@pytest.mark.parametrize("delivery", [SENT, SAVED, REFUSED], ids=lambda delivery: delivery.outcome)
def test_an_email_is_deleted_after_90_days(
    harness: Harness, alice: User, delivery: Delivery, days: int, gone: int
) -> None:
    write_result(harness, alice, delivery)
    deleted = clean_up(harness.at(days=days))
    assert (deleted.emails, harness.count("outbox")) == (gone, 1 - gone)
    assert deleted.emails_unsent == (gone if delivery is REFUSED else 0)


def test_the_retention_period_is_a_setting(harness: Harness, alice: User) -> None:
    write_result(harness, alice, SENT)
    assert clean_up(keep_for(harness, "2h").at(hours=1)).emails == 0
    assert clean_up(keep_for(harness, "2h").at(hours=3)).emails == 1


def test_a_retention_period_of_0_keeps_emails_forever(harness: Harness, alice: User) -> None:
    write_result(harness, alice, SENT)
    assert clean_up(keep_for(harness, "0").at(days=4000)).emails == 0


def test_unsent_emails_are_never_deleted(harness: Harness, alice: User, bob: User) -> None:
    write_result(harness, alice, LATER)
    harness.add(bob)
    harness.check(report())
    harness.claim_email()
    assert clean_up(keep_for(harness, "1s").at(days=400)).emails == 0
    assert rows(harness.db, "SELECT state FROM outbox ORDER BY state") == [("queued",), ("sending",)]


@pytest.mark.parametrize(
    ("delivery", "state", "via"),
    [(SENT, "sent", "smtp"), (SAVED, "sent", "local"), (REFUSED, "failed", None)],
    ids=["sent", "saved", "refused"],
)
def test_a_check_keeps_the_outcome_of_its_deleted_email(
    harness: Harness, alice: User, delivery: Delivery, state: str, via: str | None
) -> None:
    file = write_result(harness, alice, delivery)
    clean_up(harness.at(days=91))
    mail = harness.get(alice, file).checks[0].mail
    assert (mail.state, mail.via, mail.sent_at) == (state, via, None)
    assert "retention" in (mail.detail or "")


def test_many_emails_are_deleted_in_batches(harness: Harness, alice: User) -> None:
    for number in range(5):
        write_result(harness, alice, SENT if number % 2 else REFUSED, f"{number}.py")
    deleted = clean_up(harness.at(days=91), at_once=2)
    assert (deleted.emails, deleted.emails_unsent, harness.count("outbox")) == (5, 3, 0)


def test_a_queued_email_with_an_expired_link_fails(harness: Harness, alice: User) -> None:
    harness.db.call(emails.queue_verification, harness.link_builder, alice, harness.now)
    harness.db.call(emails.record_delivery, harness.claim_email(), LATER, harness.now)
    clean_up(harness.at(hours=9))
    ((state, detail),) = rows(harness.db, "SELECT state, detail FROM outbox")
    assert (state, detail) == (
        "failed",
        "Its link expired before it could be sent. Before that: 451 Come back later",
    )


def test_a_queued_email_with_a_void_link_is_deleted(harness: Harness, alice: User) -> None:
    harness.db.call(emails.queue_reset, harness.link_builder, alice, harness.now)
    rows(harness.db, "DELETE FROM links")
    deleted = clean_up(harness)
    assert (deleted.emails, deleted.emails_unsent, harness.count("outbox")) == (1, 0, 0)


def test_the_cleanup_reports_its_counts(harness: Harness, alice: User) -> None:
    write_result(harness, alice, REFUSED)
    later = harness.at(days=91)
    deleted = asyncio.run(cleanup.clean_up(harness.db, harness.settings, later.now, COMMAND_LINE))
    assert "1 emails (1 of them never sent)" in str(deleted)
    last = harness.db.call(system.measure, later.now).last_cleanup
    assert last
    assert (last.value["emails"], last.value["emails_unsent"]) == (1, 1)
    assert rows(harness.db, "SELECT action, what FROM audit") == [("swept", str(deleted))]
