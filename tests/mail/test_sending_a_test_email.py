"""A test email reports each step of the SMTP session, without secrets."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
from pathlib import Path

from lintbox.domain import EmailKind, EmailTest
from lintbox.mail import send_test_email
from lintbox.mail.smtp_session import Server
from lintbox.mail.test_email import send_with_transcript
from lintbox.settings import Settings, SmtpSecurity
from tests.mail.samples import make_email, write
from tests.smtp import Fault, SmtpServer

PASSWORD = "orange giraffe"


def send_to(server: Server, tls: ssl.SSLContext | None = None) -> EmailTest:
    email = write(make_email(EmailKind.TEST))
    return asyncio.run(send_with_transcript(server, email, tls or ssl.create_default_context()))


def states(test: EmailTest) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in test.steps]


def words(test: EmailTest, name: str) -> list[tuple[str, str]]:
    return [(line.by, line.text) for step in test.steps if step.name == name for line in step.lines]


def test_an_unencrypted_session_is_reported_step_by_step(smtp: SmtpServer) -> None:
    test = send_to(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert (test.sent, test.detail) == (True, "250 2.0.0 Ok: queued as 4F2A")
    assert states(test) == [(name, "done") for name in ("connect", "ehlo", "mail", "rcpt", "data", "end")]
    assert words(test, "connect")[0] == ("note", f"127.0.0.1, port {smtp.port}")
    assert words(test, "connect")[1][1].startswith("220 mail.school.example")
    assert words(test, "ehlo")[0] == ("lintbox", "EHLO [127.0.0.1]")
    assert words(test, "rcpt") == [("lintbox", "RCPT TO:<ada@school.example>"), ("server", "250 OK")]
    assert [step.code for step in test.steps] == [220, 250, 250, 250, 354, 250]
    elapsed = [step.elapsed_ms for step in test.steps]
    assert elapsed == sorted(elapsed, key=lambda moment: moment or 0)
    assert len(smtp.emails) == 1


def test_authentication_shows_the_user_name_and_hides_the_password(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified, accounts={"lintbox": PASSWORD}) as smtp:
        server = Server("localhost", smtp.port, SmtpSecurity.STARTTLS, "lintbox", PASSWORD)
        test = send_to(server, trusting)
    assert test.sent
    assert [step.name for step in test.steps][:5] == ["connect", "ehlo", "starttls", "ehlo", "auth"]
    assert words(test, "starttls")[2][1].startswith("TLSv1.3, the certificate is valid until ")
    assert words(test, "auth")[0] == ("lintbox", "AUTH (user name lintbox, password not shown)")
    assert not any(secret in repr(test) for secret in server.secrets)


def test_a_password_quoted_by_the_server_is_redacted(smtp: SmtpServer) -> None:
    smtp.script("EHLO", f"500 5.5.1 Unrecognized: {PASSWORD}")
    test = send_to(Server(smtp.host, smtp.port, SmtpSecurity.NONE, "lintbox", PASSWORD))
    assert not test.sent
    assert words(test, "ehlo")[-1] == ("server", "500 5.5.1 Unrecognized: …")
    assert PASSWORD not in repr(test)


def test_a_session_over_tls_leaves_no_connection_open(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified) as smtp:
        assert send_to(Server("localhost", smtp.port, SmtpSecurity.STARTTLS), trusting).sent
        gc.collect()  # an open connection gives a ResourceWarning, which is an error


def test_a_rejected_certificate_is_reported(certified: ssl.SSLContext) -> None:
    with SmtpServer(starttls=certified) as smtp:
        test = send_to(Server("localhost", smtp.port, SmtpSecurity.STARTTLS))
    assert states(test)[2:] == [
        ("starttls", "failed"),
        *((name, "not-reached") for name in ("mail", "rcpt", "data", "end")),
    ]
    assert "certificate was not accepted" in words(test, "starttls")[-1][1]


def test_a_refused_recipient_ends_the_session(smtp: SmtpServer) -> None:
    smtp.script("RCPT", "550 5.1.1 User unknown")
    test = send_to(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert (test.sent, states(test)[3:]) == (
        False,
        [("rcpt", "failed"), ("data", "not-reached"), ("end", "not-reached")],
    )
    assert words(test, "rcpt")[-1] == ("server", "550 5.1.1 User unknown")


def test_a_lost_connection_or_missing_server_is_reported(smtp: SmtpServer) -> None:
    smtp.script("MAIL", Fault.DROP)
    test = send_to(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert words(test, "mail")[-1] == ("note", "the server closed the connection.")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        test = send_to(Server("127.0.0.1", bound.getsockname()[1], SmtpSecurity.NONE))
    assert states(test)[0] == ("connect", "failed")
    assert words(test, "connect") == [("note", "Connection refused.")]


def test_without_a_mail_server_the_test_email_is_saved_locally(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    test = asyncio.run(send_test_email(settings, write(make_email(EmailKind.TEST))))
    assert (test.sent, states(test)) == (True, [("mailbox", "done")])
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
