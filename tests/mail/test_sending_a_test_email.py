"""A test email: each step of the talk is told, and no secret."""

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


def try_at(server: Server, tls: ssl.SSLContext | None = None) -> EmailTest:
    email = write(make_email(EmailKind.TEST))
    return asyncio.run(send_with_transcript(server, email, tls or ssl.create_default_context()))


def states(trial: EmailTest) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in trial.steps]


def words(trial: EmailTest, name: str) -> list[tuple[str, str]]:
    return [(said.by, said.text) for step in trial.steps if step.name == name for said in step.lines]


def test_a_plain_talk_is_told_step_by_step(smtp: SmtpServer) -> None:
    trial = try_at(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert (trial.sent, trial.detail) == (True, "250 2.0.0 Ok: queued as 4F2A")
    assert states(trial) == [(name, "done") for name in ("connect", "ehlo", "mail", "rcpt", "data", "end")]
    assert words(trial, "connect")[0] == ("note", f"127.0.0.1, port {smtp.port}")
    assert words(trial, "connect")[1][1].startswith("220 mail.school.example")
    assert words(trial, "ehlo")[0] == ("lintbox", "EHLO [127.0.0.1]")
    assert words(trial, "rcpt") == [("lintbox", "RCPT TO:<ada@school.example>"), ("server", "250 OK")]
    assert [step.code for step in trial.steps] == [220, 250, 250, 250, 354, 250]
    elapsed = [step.elapsed_ms for step in trial.steps]
    assert elapsed == sorted(elapsed, key=lambda moment: moment or 0)
    assert len(smtp.emails) == 1


def test_signing_in_shows_the_name_and_hides_the_password(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified, accounts={"lintbox": PASSWORD}) as smtp:
        server = Server("localhost", smtp.port, SmtpSecurity.STARTTLS, "lintbox", PASSWORD)
        trial = try_at(server, trusting)
    assert trial.sent
    assert [step.name for step in trial.steps][:5] == ["connect", "ehlo", "starttls", "ehlo", "auth"]
    assert words(trial, "starttls")[2][1].startswith("TLSv1.3, the certificate is valid until ")
    assert words(trial, "auth")[0] == ("lintbox", "AUTH (user name lintbox, password not shown)")
    assert not any(secret in repr(trial) for secret in server.secrets)


def test_a_server_that_quotes_the_password_is_not_repeated(smtp: SmtpServer) -> None:
    smtp.script("EHLO", f"500 5.5.1 Unrecognized: {PASSWORD}")
    trial = try_at(Server(smtp.host, smtp.port, SmtpSecurity.NONE, "lintbox", PASSWORD))
    assert not trial.sent
    assert words(trial, "ehlo")[-1] == ("server", "500 5.5.1 Unrecognized: …")
    assert PASSWORD not in repr(trial)


def test_a_talk_over_tls_leaves_no_connection_open(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified) as smtp:
        assert try_at(Server("localhost", smtp.port, SmtpSecurity.STARTTLS), trusting).sent
        gc.collect()  # what is still open warns, and warnings are errors


def test_a_certificate_that_is_not_accepted_is_named(certified: ssl.SSLContext) -> None:
    with SmtpServer(starttls=certified) as smtp:
        trial = try_at(Server("localhost", smtp.port, SmtpSecurity.STARTTLS))
    assert states(trial)[2:] == [
        ("starttls", "failed"),
        *((name, "not-reached") for name in ("mail", "rcpt", "data", "end")),
    ]
    assert "certificate was not accepted" in words(trial, "starttls")[-1][1]


def test_a_refused_recipient_ends_there(smtp: SmtpServer) -> None:
    smtp.script("RCPT", "550 5.1.1 User unknown")
    trial = try_at(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert (trial.sent, states(trial)[3:]) == (
        False,
        [("rcpt", "failed"), ("data", "not-reached"), ("end", "not-reached")],
    )
    assert words(trial, "rcpt")[-1] == ("server", "550 5.1.1 User unknown")


def test_a_server_that_hangs_up_or_is_not_there_is_said_to_be(smtp: SmtpServer) -> None:
    smtp.script("MAIL", Fault.DROP)
    trial = try_at(Server(smtp.host, smtp.port, SmtpSecurity.NONE))
    assert words(trial, "mail")[-1] == ("note", "the server closed the connection.")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        trial = try_at(Server("127.0.0.1", nobody.getsockname()[1], SmtpSecurity.NONE))
    assert states(trial)[0] == ("connect", "failed")
    assert words(trial, "connect") == [("note", "Connection refused.")]


def test_without_a_mail_server_the_email_is_in_the_local_mailbox(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    trial = asyncio.run(send_test_email(settings, write(make_email(EmailKind.TEST))))
    assert (trial.sent, states(trial)) == (True, [("mailbox", "done")])
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
