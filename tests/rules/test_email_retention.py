"""How long emails are kept, and what is said of those that go."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import Delivery, File, Outcome, User
from lintbox.services import cleanup, emails
from lintbox.services.admin import system
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.cleanup import Swept
from tests.rules.desk import UNUSED_IMPORT, Desk, report, rows

SENT = Delivery(Outcome.SENT, "250 Ok")
SAVED = Delivery(Outcome.SAVED, "Saved on this server: mail/a.eml")
REFUSED = Delivery(Outcome.REFUSED, "550 No such user")
LATER = Delivery(Outcome.TRY_AGAIN, "451 Come back later")


def sweep(desk: Desk) -> Swept:
    return asyncio.run(cleanup.sweep_all(desk.db, desk.settings, desk.now))


def keep_for(desk: Desk, retention: str) -> Desk:
    return desk.under(email_retention=retention, data_dir=desk.settings.data_dir)


def write_result(desk: Desk, user: User, delivery: Delivery, name: str = "a.py") -> File:
    file = desk.add(user, name)
    desk.check(report(UNUSED_IMPORT))
    desk.db.call(emails.record_delivery, desk.take_email(), delivery, desk.now)
    return file


@pytest.mark.parametrize(("days", "gone"), [(89, 0), (91, 1)])
@pytest.mark.parametrize("delivery", [SENT, SAVED, REFUSED], ids=lambda delivery: delivery.outcome)
def test_an_email_goes_after_90_days(
    desk: Desk, alice: User, delivery: Delivery, days: int, gone: int
) -> None:
    write_result(desk, alice, delivery)
    swept = sweep(desk.at(days=days))
    assert (swept.emails, desk.count("outbox")) == (gone, 1 - gone)
    assert swept.emails_unsent == (gone if delivery is REFUSED else 0)


def test_the_time_is_a_setting(desk: Desk, alice: User) -> None:
    write_result(desk, alice, SENT)
    assert sweep(keep_for(desk, "2h").at(hours=1)).emails == 0
    assert sweep(keep_for(desk, "2h").at(hours=3)).emails == 1


def test_0_keeps_them_for_ever(desk: Desk, alice: User) -> None:
    write_result(desk, alice, SENT)
    assert sweep(keep_for(desk, "0").at(days=4000)).emails == 0


def test_what_still_waits_is_never_removed(desk: Desk, alice: User, bob: User) -> None:
    write_result(desk, alice, LATER)
    desk.add(bob)
    desk.check(report())
    desk.take_email()
    assert sweep(keep_for(desk, "1s").at(days=400)).emails == 0
    assert rows(desk.db, "SELECT state FROM outbox ORDER BY state") == [("queued",), ("sending",)]


@pytest.mark.parametrize(
    ("delivery", "state", "via"),
    [(SENT, "sent", "smtp"), (SAVED, "sent", "local"), (REFUSED, "failed", None)],
    ids=["sent", "saved", "refused"],
)
def test_a_check_keeps_what_became_of_its_email(
    desk: Desk, alice: User, delivery: Delivery, state: str, via: str | None
) -> None:
    file = write_result(desk, alice, delivery)
    sweep(desk.at(days=91))
    mail = desk.get(alice, file).checks[0].mail
    assert (mail.state, mail.via, mail.sent_at) == (state, via, None)
    assert "retention" in (mail.detail or "")


def test_many_go_in_pieces(desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "_BATCH", 2)
    for number in range(5):
        write_result(desk, alice, SENT if number % 2 else REFUSED, f"{number}.py")
    swept = sweep(desk.at(days=91))
    assert (swept.emails, swept.emails_unsent, desk.count("outbox")) == (5, 3, 0)


def test_an_email_whose_link_expired_while_it_waited_is_seen_to_have_failed(desk: Desk, alice: User) -> None:
    desk.db.call(emails.queue_verification, desk.link_builder, alice, desk.now)
    desk.db.call(emails.record_delivery, desk.take_email(), LATER, desk.now)
    sweep(desk.at(hours=9))
    ((state, detail),) = rows(desk.db, "SELECT state, detail FROM outbox")
    assert (state, detail) == (
        "failed",
        "Its link expired before it could be sent. Before that: 451 Come back later",
    )


def test_an_email_whose_link_is_gone_is_removed(desk: Desk, alice: User) -> None:
    desk.db.call(emails.queue_reset, desk.link_builder, alice, desk.now)
    rows(desk.db, "DELETE FROM links")
    swept = sweep(desk)
    assert (swept.emails, swept.emails_unsent, desk.count("outbox")) == (1, 0, 0)


def test_the_numbers_are_told(desk: Desk, alice: User) -> None:
    write_result(desk, alice, REFUSED)
    later = desk.at(days=91)
    swept = asyncio.run(cleanup.sweep_all(desk.db, desk.settings, later.now, COMMAND_LINE))
    assert "1 emails (1 of them never sent)" in str(swept)
    last = desk.db.call(system.measure, later.now).sweep
    assert last
    assert (last.value["emails"], last.value["emails_unsent"]) == (1, 1)
    assert rows(desk.db, "SELECT action, what FROM audit") == [("swept", str(swept))]
