"""Encryption is enforced, certificates are verified, and the password is not revealed."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode

import pytest

from lintbox.domain import Delivery, Outcome
from lintbox.mail.smtp import SmtpTransport, find_server
from lintbox.mail.smtp_session import Server
from lintbox.settings import Settings, SmtpSecurity
from tests.mail.samples import write_verification
from tests.smtp import SmtpServer

PASSWORD = "trustno1-orange"


def send(
    server: SmtpServer,
    security: SmtpSecurity,
    *,
    tls: ssl.SSLContext | None = None,
    host: str = "localhost",
    username: str | None = None,
    password: str = PASSWORD,
) -> Delivery:
    transport = SmtpTransport(Server(host, server.port, security, username, password), tls=tls)
    return asyncio.run(transport.send(write_verification()))


@pytest.mark.parametrize(
    ("security", "port"), [(SmtpSecurity.STARTTLS, 587), (SmtpSecurity.TLS, 465), (SmtpSecurity.NONE, 25)]
)
def test_each_kind_of_security_has_its_port(security: SmtpSecurity, port: int) -> None:
    server = find_server(Settings(_env_file=None, smtp_host="mail.school.example", smtp_security=security))
    assert server == Server("mail.school.example", port, security)


def test_starttls_encrypts_before_any_other_command(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified) as server:
        assert send(server, SmtpSecurity.STARTTLS, tls=trusting).outcome == Outcome.SENT
        assert server.commands[:5] == ["CONNECT", "EHLO", "STARTTLS", "EHLO", "MAIL"]


def test_tls_from_the_start_works(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with SmtpServer(tls=certified) as server:
        assert send(server, SmtpSecurity.TLS, tls=trusting).outcome == Outcome.SENT


def test_nothing_is_sent_without_starttls(smtp: SmtpServer, trusting: ssl.SSLContext) -> None:
    delivery = send(smtp, SmtpSecurity.STARTTLS, tls=trusting, username="lintbox")
    assert delivery.outcome == Outcome.TRY_AGAIN
    assert delivery.detail.startswith("Encrypting (STARTTLS): the server does not offer it")
    assert smtp.commands == ["CONNECT", "EHLO", "QUIT"]


@pytest.mark.parametrize("answer", ["454 4.7.0 TLS not available", "501 5.5.4 No"])
def test_a_refused_starttls_sends_nothing(
    certified: ssl.SSLContext, trusting: ssl.SSLContext, answer: str
) -> None:
    with SmtpServer(starttls=certified) as server:
        server.script("STARTTLS", answer)
        delivery = send(server, SmtpSecurity.STARTTLS, tls=trusting)
        assert delivery == Delivery(Outcome.TRY_AGAIN, f"Encrypting (STARTTLS): {answer}")
        assert "MAIL" not in server.commands


@pytest.mark.parametrize("security", [SmtpSecurity.STARTTLS, SmtpSecurity.TLS])
def test_an_untrusted_certificate_is_rejected(certified: ssl.SSLContext, security: SmtpSecurity) -> None:
    from_the_start = security == SmtpSecurity.TLS
    with SmtpServer(
        tls=certified if from_the_start else None, starttls=None if from_the_start else certified
    ) as server:
        delivery = send(server, security)
        assert delivery.outcome == Outcome.TRY_AGAIN
        assert "certificate was not accepted: self-signed certificate" in delivery.detail
        assert "MAIL" not in server.commands


def test_a_certificate_for_another_name_is_rejected(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(tls=certified) as server:
        delivery = send(server, SmtpSecurity.TLS, tls=trusting, host="127.0.0.1")
        assert delivery.outcome == Outcome.TRY_AGAIN
        assert "certificate was not accepted: IP address mismatch" in delivery.detail


def test_tls_to_a_server_without_it_is_retried(smtp: SmtpServer, trusting: ssl.SSLContext) -> None:
    delivery = send(smtp, SmtpSecurity.TLS, tls=trusting)
    assert delivery.outcome == Outcome.TRY_AGAIN
    assert delivery.detail.startswith("Connecting: no TLS with this server: ")


def test_the_right_password_authenticates(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with SmtpServer(starttls=certified, accounts={"lintbox": PASSWORD}) as server:
        delivery = send(server, SmtpSecurity.STARTTLS, tls=trusting, username="lintbox")
        assert delivery.outcome == Outcome.SENT
        assert "AUTH" in server.commands


def test_a_wrong_password_is_retried_with_the_server_s_response(
    certified: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with SmtpServer(starttls=certified, accounts={"lintbox": "another"}) as server:
        delivery = send(server, SmtpSecurity.STARTTLS, tls=trusting, username="lintbox")
        assert delivery.outcome == Outcome.TRY_AGAIN
        assert delivery.detail.startswith("Signing in (AUTH): 535 ")


def test_a_server_without_auth_is_retried(smtp: SmtpServer) -> None:
    delivery = send(smtp, SmtpSecurity.NONE, username="lintbox")
    assert delivery.outcome == Outcome.TRY_AGAIN
    assert delivery.detail.startswith("Signing in (AUTH): ")


def test_a_password_is_not_sent_to_another_host_unencrypted(smtp: SmtpServer) -> None:
    delivery = send(smtp, SmtpSecurity.NONE, host="mail.school.example", username="lintbox")
    assert delivery == Delivery(
        Outcome.TRY_AGAIN,
        "Signing in (AUTH): the password would go to mail.school.example unencrypted. "
        "Set LINTBOX_SMTP_SECURITY to starttls or tls.",
    )
    assert smtp.commands == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_password_to_loopback_needs_no_encryption(host: str) -> None:
    with SmtpServer(accounts={"lintbox": PASSWORD}) as server:
        assert send(server, SmtpSecurity.NONE, host=host, username="lintbox").outcome == Outcome.SENT


@pytest.mark.parametrize(
    "quoted",
    [PASSWORD, b64encode(PASSWORD.encode()).decode(), b64encode(f"\0me\0{PASSWORD}".encode()).decode()],
)
def test_a_password_in_a_response_is_redacted(quoted: str) -> None:
    with SmtpServer(accounts={"me": PASSWORD}) as server:
        server.script("AUTH", *[f"502 5.5.1 Unknown command: {quoted}"] * 3)
        delivery = send(server, SmtpSecurity.NONE, username="me")
    assert delivery.detail == "Signing in (AUTH): 502 5.5.1 Unknown command: …"


def test_the_password_is_not_in_the_repr() -> None:
    assert PASSWORD not in repr(Server("localhost", 25, SmtpSecurity.NONE, "me", PASSWORD))
