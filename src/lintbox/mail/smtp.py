"""The SMTP transport; opens one connection per email."""

from __future__ import annotations

import ssl
from email.message import EmailMessage

from lintbox.domain import Delivery, MailMode
from lintbox.mail.smtp_session import Server, SmtpSession, Timeouts
from lintbox.settings import Settings, SmtpSecurity

_PORTS = {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}


def find_server(settings: Settings) -> Server | None:
    """Return the configured mail server; None for the local mailbox."""
    if not settings.smtp_host:
        return None
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port or _PORTS[settings.smtp_security],
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else "",
    )


async def find_smtp_error(settings: Settings) -> str | None:
    """Connect and sign in to the mail server without sending; return the error, None if none."""
    server = find_server(settings)
    if server is None:
        return None
    session = SmtpSession(server, ssl.create_default_context(), Timeouts(command=15.0))
    try:
        error = await session.probe()
        await session.quit()
    finally:
        session.abort()
    return error


class SmtpTransport:
    """By default ``tls`` verifies the certificate against the system's authorities."""

    mode = MailMode.SMTP
    concurrency = 4

    def __init__(
        self, server: Server, *, tls: ssl.SSLContext | None = None, timeouts: Timeouts | None = None
    ) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._timeouts = timeouts or Timeouts()

    async def send(self, message: EmailMessage) -> Delivery:
        session = SmtpSession(self._server, self._tls, self._timeouts)
        try:
            delivery = await session.deliver(message)
            await session.quit()
        finally:
            session.abort()
        return delivery
