"""What waits, as the metrics show it."""

from __future__ import annotations

from lintbox.domain import Delivery, Outcome, User
from lintbox.services import emails, queues
from tests.rules.desk import UNUSED_IMPORT, Desk, report, rows


def test_nothing_waits_at_first(desk: Desk) -> None:
    measured = desk.db.call(queues.measure, desk.now)
    assert measured.checks == queues.Queue({"queued": 0, "running": 0}, 0)
    assert measured.emails == queues.Queue({"queued": 0, "sending": 0, "failed": 0}, 0)


def test_checks_are_counted_with_the_age_of_the_oldest(desk: Desk, alice: User) -> None:
    desk.add(alice, "a.py")
    desk.at(seconds=10).add(alice, "b.py")
    desk.at(seconds=20).add(alice, "c.py")
    desk.claim()
    measured = desk.db.call(queues.measure, desk.at(seconds=30).now)
    assert measured.checks == queues.Queue({"queued": 2, "running": 1}, 20)


def test_emails_are_counted_until_they_are_sent(desk: Desk, alice: User) -> None:
    for name in ("a.py", "b.py", "c.py"):
        desk.add(alice, name)
        desk.check(report(UNUSED_IMPORT))
    for outcome in (Outcome.SENT, Outcome.REFUSED, Outcome.TRY_AGAIN):
        desk.db.call(emails.record_delivery, desk.take_email(), Delivery(outcome, "said"), desk.now)
    measured = desk.db.call(queues.measure, desk.at(seconds=5).now)
    assert measured.emails == queues.Queue({"queued": 1, "sending": 0, "failed": 1}, 5)
    assert measured.emails_tried == 1


def test_counting_what_was_not_sent_reads_an_index_only(desk: Desk) -> None:
    plan = rows(
        desk.db, "EXPLAIN QUERY PLAN SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state"
    )
    assert [told for *_, told in plan] == ["SCAN outbox USING COVERING INDEX outbox_unsent"]
