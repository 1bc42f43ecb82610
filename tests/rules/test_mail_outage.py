"""A mail server that is down for a day loses no email."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from lintbox.domain import Delivery, Outcome, User
from lintbox.mail import Transport, compose, open_transport
from lintbox.services import emails
from lintbox.services.admin import system
from lintbox.storage import emails as outbox
from lintbox.storage.models import Outbox
from tests.rules.harness import UNUSED_IMPORT, Harness, report
from tests.smtp import SmtpServer


def send_next(harness: Harness, transport: Transport) -> Delivery:
    """Send one email as the background task does."""
    email = harness.claim_email()
    message = compose(
        email, sender="lintbox@school.example", base_url=harness.link_builder.base_url, token="not-shown"
    )
    delivery = asyncio.run(transport.send(message))
    harness.db.call(emails.record_delivery, email, delivery, harness.now)
    return delivery


def test_an_email_waits_for_the_mail_server_and_shows_why(harness: Harness, alice: User) -> None:
    server = SmtpServer()
    settings = harness.under(smtp_host=server.host, smtp_port=server.port, smtp_security="none").settings
    transport = open_transport(settings)
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    later = harness
    while later.now - harness.now < timedelta(days=1):
        assert send_next(later, transport).outcome == Outcome.TRY_AGAIN
        figures = harness.db.call(system.measure, later.now)
        assert (figures.emails_queued, figures.emails_delayed) == (1, 1)
        mail = harness.get(alice, file).checks[0].mail
        assert (mail.state, mail.sent_at) == ("queued", None)
        assert "Connection refused" in (mail.detail or "")
        due = harness.db.call(lambda: Outbox.get().due_at)
        later = harness.at(seconds=(due - harness.now).total_seconds())
    with server:
        assert send_next(later, transport).outcome == Outcome.SENT
        assert later.find_email() is None
    assert len(server.emails) == 1
    assert harness.get(alice, file).checks[0].mail.state == "sent"


def test_an_attempt_interrupted_by_a_crash_does_not_count(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    for _ in range(2 * len(emails.RETRY_DELAYS)):
        harness.claim_email()
        harness.db.call(outbox.requeue)
    refusal = Delivery(Outcome.TRY_AGAIN, "421 Not now")
    harness.db.call(emails.record_delivery, harness.claim_email(), refusal, harness.now)
    assert harness.get(alice, file).checks[0].mail.state == "queued"
