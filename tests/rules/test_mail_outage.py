"""A mail server that is gone for a day costs no email."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta

import pytest

from lintbox.domain import Delivery, Outcome, User
from lintbox.mail import Transport, compose, open_transport
from lintbox.services import emails
from lintbox.services.admin import system
from lintbox.storage import emails as outbox
from lintbox.storage.models import Outbox
from tests.rules.desk import UNUSED_IMPORT, Desk, report
from tests.smtp import SmtpServer


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def send_next(desk: Desk, transport: Transport) -> Delivery:
    """Do what the mailing loop does, once."""
    email = desk.take_email()
    message = compose(email, sender="lintbox@school.example", base_url=desk.link_builder.base_url, token=None)
    delivery = asyncio.run(transport.send(message))
    desk.db.call(emails.record_delivery, email, delivery, desk.now)
    return delivery


def test_a_email_waits_for_the_server_and_says_so(desk: Desk, alice: User, port: int) -> None:
    settings = desk.under(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none").settings
    transport = open_transport(settings)
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    later = desk
    while later.now - desk.now < timedelta(days=1):
        assert send_next(later, transport).outcome == Outcome.TRY_AGAIN
        figures = desk.db.call(system.measure, later.now)
        assert (figures.emails_queued, figures.emails_delayed) == (1, 1)
        mail = desk.get(alice, file).checks[0].mail
        assert (mail.state, mail.sent_at) == ("queued", None)
        assert "Connection refused" in (mail.detail or "")
        due = desk.db.call(lambda: Outbox.get().due_at)
        later = desk.at(seconds=(due - desk.now).total_seconds())
    with SmtpServer(port=port) as server:
        assert send_next(later, transport).outcome == Outcome.SENT
        assert later.find_email() is None
    assert len(server.emails) == 1
    assert desk.get(alice, file).checks[0].mail.state == "sent"


def test_a_send_that_a_crash_cut_off_does_not_count_as_a_refusal(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    for _ in range(2 * len(emails.RETRY_DELAYS)):
        desk.take_email()
        desk.db.call(outbox.requeue)
    refusal = Delivery(Outcome.TRY_AGAIN, "421 Not now")
    desk.db.call(emails.record_delivery, desk.take_email(), refusal, desk.now)
    assert desk.get(alice, file).checks[0].mail.state == "queued"
