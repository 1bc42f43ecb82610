"""Network and server failures in each phase: nothing is raised, and the email is retried."""

from __future__ import annotations

import asyncio
import socket

import pytest

from lintbox.domain import Delivery, Outcome
from lintbox.mail.smtp import SmtpTransport
from lintbox.mail.smtp_session import Server, Timeouts
from lintbox.settings import SmtpSecurity
from tests.mail.samples import write_verification
from tests.smtp import Fault, SmtpServer

# a machine that stands still for longer than a timeout gets a longer one
TIMEOUT_SECONDS = (0.2, 2.0, 20.0)
PHASES = {
    "CONNECT": "Connecting",
    "EHLO": "Greeting (EHLO)",
    "MAIL": "Sender (MAIL FROM)",
    "RCPT": "Recipient (RCPT TO)",
    "DATA": "Email (DATA)",
    "END": "End of the email",
}


def send(host: str, port: int, timeouts: Timeouts | None = None) -> Delivery:
    transport = SmtpTransport(Server(host, port, SmtpSecurity.NONE), timeouts=timeouts)
    return asyncio.run(transport.send(write_verification()))


@pytest.mark.parametrize("phase", PHASES)
def test_a_lost_connection_is_retried(smtp: SmtpServer, phase: str) -> None:
    smtp.script(phase, Fault.DROP)
    delivery = send(smtp.host, smtp.port)
    assert delivery == Delivery(Outcome.TRY_AGAIN, f"{PHASES[phase]}: the server closed the connection.")
    assert send(smtp.host, smtp.port).outcome == Outcome.SENT


@pytest.mark.parametrize("phase", PHASES)
def test_a_silent_server_is_retried(phase: str) -> None:
    for seconds in TIMEOUT_SECONDS:
        with SmtpServer() as smtp:
            smtp.script(phase, Fault.HANG)
            delivery = send(smtp.host, smtp.port, Timeouts(seconds, seconds, seconds))
        if phase in smtp.commands:
            break
    assert delivery == Delivery(Outcome.TRY_AGAIN, f"{PHASES[phase]}: the server did not answer in time.")


def test_the_final_response_has_its_own_timeout(smtp: SmtpServer) -> None:
    for seconds in TIMEOUT_SECONDS:
        smtp.pause_seconds = 2 * seconds
        smtp.script("END", Fault.PAUSE)
        delivery = send(smtp.host, smtp.port, Timeouts(connect=20, command=seconds, accept=60))
        if delivery.outcome == Outcome.SENT:
            break
    assert delivery.outcome == Outcome.SENT


def test_default_timeouts_follow_rfc_5321() -> None:
    assert Timeouts() == Timeouts(connect=15, command=60, accept=600, quit=5)


def test_an_unanswered_quit_does_not_delay_the_next_email(smtp: SmtpServer) -> None:
    smtp.script("QUIT", Fault.HANG)
    assert send(smtp.host, smtp.port, Timeouts(quit=0.2)).outcome == Outcome.SENT


def test_a_refused_connection_is_retried() -> None:
    with socket.socket() as bound:  # bound, but not listening
        bound.bind(("127.0.0.1", 0))
        delivery = send("127.0.0.1", bound.getsockname()[1])
    assert delivery == Delivery(Outcome.TRY_AGAIN, "Connecting: Connection refused.")


def test_an_unknown_host_name_is_retried() -> None:
    delivery = send("mail.invalid..", 25)
    assert delivery.outcome == Outcome.TRY_AGAIN
    assert delivery.detail.startswith("Connecting: ")


def test_a_server_that_does_not_speak_smtp_is_retried(smtp: SmtpServer) -> None:
    smtp.script("CONNECT", "HTTP/1.1 400 Bad Request")
    delivery = send(smtp.host, smtp.port)
    assert delivery.outcome == Outcome.TRY_AGAIN
    assert "HTTP/1.1 400 Bad Request" in delivery.detail


def test_a_cancelled_email_leaves_no_connection(smtp: SmtpServer) -> None:
    smtp.script("END", Fault.HANG)

    async def give_up() -> None:
        transport = SmtpTransport(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(transport.send(write_verification()), 0.3)

    asyncio.run(give_up())
    assert smtp.received == []
