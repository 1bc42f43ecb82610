"""Responses of the mail server, and the resulting delivery."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

import pytest

from lintbox.domain import Delivery, MailMode, Outcome
from lintbox.mail import open_transport
from lintbox.mail.smtp import SmtpTransport
from lintbox.mail.smtp_session import Server
from lintbox.settings import Settings, SmtpSecurity
from tests.mail.samples import (
    BASE_URL,
    TOKEN,
    read_part,
    write_result,
    write_verification,
)
from tests.smtp import Fault, SmtpServer


def send(server: SmtpServer, message: EmailMessage | None = None) -> Delivery:
    transport = SmtpTransport(Server(server.host, server.port, SmtpSecurity.NONE))
    return asyncio.run(transport.send(message or write_verification()))


def test_the_settings_choose_the_server(smtp: SmtpServer) -> None:
    settings = Settings(
        _env_file=None, smtp_host=smtp.host, smtp_port=smtp.port, smtp_security=SmtpSecurity.NONE
    )
    transport = open_transport(settings)
    assert transport.mode == MailMode.SMTP
    assert asyncio.run(transport.send(write_verification())).outcome == Outcome.SENT
    assert len(smtp.emails) == 1


def test_an_accepted_email_is_sent_and_keeps_the_server_s_response(smtp: SmtpServer) -> None:
    assert send(smtp) == Delivery(Outcome.SENT, "250 2.0.0 Ok: queued as 4F2A")
    (received,) = smtp.received
    assert received.sender == "lintbox@school.example"
    assert received.recipients == ["ada@school.example"]
    assert f"{BASE_URL}/verify#token={TOKEN}" in read_part(smtp.emails[0], "plain")


def test_any_2xx_after_the_final_dot_means_sent(smtp: SmtpServer) -> None:
    smtp.script("END", "251 2.1.5 Will forward")
    assert send(smtp) == Delivery(Outcome.SENT, "251 2.1.5 Will forward")


def test_a_line_with_a_dot_arrives_as_it_was(smtp: SmtpServer) -> None:
    message = write_verification()
    message.clear_content()
    message.set_content(".\n..\n.begin\nend\n")
    assert send(smtp, message).outcome == Outcome.SENT
    assert read_part(smtp.emails[0], "plain") == ".\n..\n.begin\nend\n"


def test_a_large_email_arrives_complete(smtp: SmtpServer) -> None:
    message = write_verification()
    message.clear_content()
    message.set_content("0123456789\n" * 50_000)
    assert send(smtp, message).outcome == Outcome.SENT
    assert read_part(smtp.emails[0], "plain") == "0123456789\n" * 50_000


@pytest.mark.parametrize(
    ("phase", "answer", "outcome", "detail"),
    [
        ("MAIL", "550 5.7.1 Not you", Outcome.REFUSED, "Sender (MAIL FROM): 550 5.7.1 Not you"),
        ("RCPT", "550 5.1.1 No such user", Outcome.REFUSED, "Recipient (RCPT TO): 550 5.1.1 No such user"),
        ("DATA", "554 5.5.1 No", Outcome.REFUSED, "Email (DATA): 554 5.5.1 No"),
        ("END", "552 5.3.4 Too big", Outcome.REFUSED, "End of the email: 552 5.3.4 Too big"),
        ("MAIL", "451 4.3.0 Later", Outcome.TRY_AGAIN, "Sender (MAIL FROM): 451 4.3.0 Later"),
        ("RCPT", "452 4.2.2 Full", Outcome.TRY_AGAIN, "Recipient (RCPT TO): 452 4.2.2 Full"),
        ("DATA", "421 4.3.2 Going down", Outcome.TRY_AGAIN, "Email (DATA): 421 4.3.2 Going down"),
        ("END", "451 4.3.0 Disk full", Outcome.TRY_AGAIN, "End of the email: 451 4.3.0 Disk full"),
        ("MAIL", "530 5.7.0 Sign in first", Outcome.TRY_AGAIN, "Sender (MAIL FROM): 530 5.7.0 Sign in first"),
        ("CONNECT", "554 No service", Outcome.TRY_AGAIN, "Connecting: 554 No service"),
        ("EHLO", "550 Who are you", Outcome.TRY_AGAIN, "Greeting (EHLO): 550 Who are you"),
        ("DATA", "250 What", Outcome.TRY_AGAIN, "Email (DATA): 250 What"),
        ("END", "hello", Outcome.TRY_AGAIN, "End of the email: Malformed SMTP response line: hello"),
    ],
)
def test_a_response_decides_between_retry_and_refusal(
    smtp: SmtpServer, phase: str, answer: str, outcome: Outcome, detail: str
) -> None:
    smtp.script(phase, answer)
    assert send(smtp) == Delivery(outcome, detail)
    assert smtp.received == []


def test_a_greylisted_email_is_accepted_on_retry(smtp: SmtpServer) -> None:
    smtp.script("RCPT", "451 4.7.1 Greylisted, come back later")
    message = write_verification()
    assert send(smtp, message).outcome == Outcome.TRY_AGAIN
    assert send(smtp, message).outcome == Outcome.SENT
    assert [email["Message-ID"] for email in smtp.emails] == [message["Message-ID"]]


@pytest.mark.parametrize("answer", [Fault.DROP, "500 Cannot say goodbye"])
def test_a_failure_after_acceptance_leaves_the_email_sent(smtp: SmtpServer, answer: Fault | str) -> None:
    smtp.script("QUIT", answer)
    assert send(smtp) == Delivery(Outcome.SENT, "250 2.0.0 Ok: queued as 4F2A")


def test_a_response_of_many_lines_becomes_one_harmless_line(smtp: SmtpServer) -> None:
    smtp.script("RCPT", "550-5.7.1 Blocked\r\n550-\x1b[31m see\r\n550 \x07https://mail.example/why")
    assert send(smtp).detail == (
        r"Recipient (RCPT TO): 550 5.7.1 Blocked \x1b[31m see \x07https://mail.example/why"
    )


def test_a_very_long_response_is_cut(smtp: SmtpServer) -> None:
    smtp.script("RCPT", "\r\n".join(["550-" + "x" * 400] * 10 + ["550 end"]))
    detail = send(smtp).detail
    assert len(detail) == 500
    assert detail.endswith("…")


def test_ehlo_does_not_reveal_the_host_name(smtp: SmtpServer) -> None:
    send(smtp)
    assert smtp.greetings == ["[127.0.0.1]"]


def test_a_non_ascii_address_is_sent_with_smtputf8() -> None:
    with SmtpServer(utf8=True) as server:
        delivery = send(server, write_verification(recipient="jürgen@schule.example"))
        assert delivery.outcome == Outcome.SENT
        (received,) = server.received
        assert received.recipients == ["jürgen@schule.example"]
        assert "SMTPUTF8" in received.options
        assert "To: jürgen@schule.example".encode() in received.data


def test_a_non_ascii_address_is_refused_without_smtputf8(smtp: SmtpServer) -> None:
    delivery = send(smtp, write_verification(recipient="jürgen@schule.example"))
    assert delivery.outcome == Outcome.REFUSED
    assert "SMTPUTF8" in delivery.detail
    assert "MAIL" not in smtp.commands


def test_a_non_ascii_domain_needs_no_smtputf8(smtp: SmtpServer) -> None:
    assert send(smtp, write_verification(recipient="ada@bücher.example")).outcome == Outcome.SENT
    assert smtp.received[0].recipients == ["ada@xn--bcher-kva.example"]


def test_an_ordinary_email_needs_no_smtp_extension(smtp: SmtpServer) -> None:
    assert send(smtp, write_result(name="привет.py")).outcome == Outcome.SENT
    assert smtp.received[0].data.isascii()
    assert smtp.received[0].options == []
