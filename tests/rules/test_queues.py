"""Queue lengths, as shown in the metrics."""

from __future__ import annotations

from lintbox.domain import Delivery, Outcome, User
from lintbox.services import emails, queues
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows


def test_queues_are_empty_at_first(harness: Harness) -> None:
    measured = harness.db.call(queues.measure, harness.now)
    assert measured.checks == queues.Queue({"queued": 0, "running": 0}, 0)
    assert measured.emails == queues.Queue({"collecting": 0, "queued": 0, "sending": 0, "failed": 0}, 0)


def test_checks_are_counted_with_the_age_of_the_oldest(harness: Harness, alice: User) -> None:
    harness.add(alice, "a.py")
    harness.at(seconds=10).add(alice, "b.py")
    harness.at(seconds=20).add(alice, "c.py")
    harness.claim()
    measured = harness.db.call(queues.measure, harness.at(seconds=30).now)
    assert measured.checks == queues.Queue({"queued": 2, "running": 1}, 20)


def test_emails_are_counted_until_they_are_sent(harness: Harness, alice: User) -> None:
    for name in ("a.py", "b.py", "c.py"):
        harness.add(alice, name)
        harness.check(report(UNUSED_IMPORT))
    for outcome in (Outcome.SENT, Outcome.REFUSED, Outcome.TRY_AGAIN):
        harness.db.call(emails.record_delivery, harness.claim_email(), Delivery(outcome, "Ok"), harness.now)
    measured = harness.db.call(queues.measure, harness.at(seconds=5).now)
    assert measured.emails == queues.Queue({"collecting": 0, "queued": 1, "sending": 0, "failed": 1}, 5)
    assert measured.emails_tried == 1


def test_counting_unsent_emails_uses_an_index(harness: Harness) -> None:
    plan = rows(
        harness.db,
        "EXPLAIN QUERY PLAN SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state",
    )
    assert [detail for *_, detail in plan] == ["SCAN outbox USING COVERING INDEX outbox_unsent"]
