"""Which emails are written, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lintbox.domain import Category, Delivery, Finding, Outcome, Purpose, User
from lintbox.services import checks, emails, links
from lintbox.storage import emails as outbox
from tests.rules.desk import UNUSED_IMPORT, Desk, report, rows

LATER = Delivery(Outcome.TRY_AGAIN, "450 Come back later.")


def test_a_finished_check_has_its_email(desk: Desk, alice: User) -> None:
    desk.add(alice)
    claim = desk.check(report(UNUSED_IMPORT))
    email = desk.take_email()
    assert email.result
    assert (email.recipient, email.result.file_id, email.result.total) == (alice.email, claim.file_id, 1)


def test_without_its_email_no_check_is_finished(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    claim = desk.claim()

    def finish_and_break() -> None:
        checks.finish(desk.settings, desk.link_builder, claim, report(), desk.now)
        raise LookupError

    with pytest.raises(LookupError):
        desk.db.call(finish_and_break)
    assert desk.get(alice, file).checks[0].state == "running"
    assert desk.count("outbox") == desk.count("reports") == 0


@pytest.mark.parametrize(("wish", "count"), [("always", 3), ("changes", 2), ("never", 0)])
def test_emails_are_written_as_wished(desk: Desk, alice: User, wish: str, count: int) -> None:
    desk = desk.under(result_mail=wish)
    file = desk.add(alice)
    for said in (report(UNUSED_IMPORT), report(UNUSED_IMPORT), report()):
        if desk.get(alice, file).checks[0].report:
            desk.db.call(checks.request, desk.settings, alice.id, file.id, desk.now)
        desk.check(said)
    assert desk.count("outbox") == count


def test_trying_again_backs_off_and_ends(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report())
    for seconds in (10, 60, 300, 1800, 7200, 21600, 43200, 86400, 86400):
        desk.db.call(emails.record_delivery, desk.take_email(), LATER, desk.now)
        assert desk.at(seconds=seconds - 1).find_email() is None
        desk = desk.at(seconds=seconds)
    desk.db.call(emails.record_delivery, desk.take_email(), LATER, desk.now)
    assert desk.at(days=400).find_email() is None
    mail = desk.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == ("failed", "450 Come back later.")


@pytest.mark.parametrize(("outcome", "state"), [(Outcome.REFUSED, "failed"), (Outcome.SENT, "sent")])
def test_a_last_word_is_kept(desk: Desk, alice: User, outcome: Outcome, state: str) -> None:
    file = desk.add(alice)
    desk.check(report())
    desk.db.call(emails.record_delivery, desk.take_email(), Delivery(outcome, "said"), desk.now)
    mail = desk.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == (state, "said")
    assert mail.sent_at == (desk.now if state == "sent" else None)
    assert desk.at(days=400).find_email() is None


def test_a_email_is_taken_once_and_given_back_as_it_was(desk: Desk, alice: User) -> None:
    desk.add(alice)
    desk.check(report())
    before = desk.take_email()
    assert desk.find_email() is None
    assert desk.db.call(outbox.requeue) == 1
    after = desk.take_email()
    assert (after.id, after.message_id) == (before.id, before.message_id)


def test_the_email_of_a_used_link_is_not_sent_and_not_a_failure(desk: Desk, alice: User) -> None:
    link = desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    desk.db.call(links.use, link.token, Purpose.VERIFICATION, desk.now)
    assert desk.find_email() is None
    assert desk.count("outbox") == 0


def test_the_email_of_an_expired_link_is_taken_without_its_token(desk: Desk, alice: User) -> None:
    desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    found = desk.at(hours=9).find_email()
    assert found
    assert found[1] is None


def test_a_email_that_waits_with_a_void_link_makes_room_for_the_next(desk: Desk, alice: User) -> None:
    desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    desk.db.call(emails.record_delivery, desk.take_email(), LATER, desk.now)
    desk.db.call(emails.queue_reset, desk.link_builder, alice, desk.now)
    link = desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    assert rows(desk.db, "SELECT kind FROM outbox ORDER BY number") == [
        ("password-reset",),
        ("verification",),
    ]
    assert [desk.take_email().kind, desk.take_email().link] == ["password-reset", link.id]


def test_the_outbox_never_holds_the_token(desk: Desk, alice: User) -> None:
    link = desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    assert link.token not in repr(rows(desk.db, "SELECT * FROM outbox"))


def test_the_first_twenty_findings_are_shown(desk: Desk, alice: User) -> None:
    desk.add(alice)
    said = report(*(Finding("E501", line, 1, "long", Category.LAYOUT) for line in range(1, 31)))
    desk.check(replace(said, quotes={line: f"x{line}" for line in range(1, 31)}))
    result = desk.take_email().result
    assert result
    assert [(shown.line, shown.source) for shown in result.shown] == [(n, f"x{n}") for n in range(1, 21)]
    assert result.total == 30
