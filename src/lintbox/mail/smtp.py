"""Emails by SMTP, one connection for each."""

from __future__ import annotations

import ssl
from email.message import EmailMessage

from lintbox.domain import Delivery, MailMode
from lintbox.mail.smtp_session import Conversation, Patience, Server
from lintbox.settings import Settings, SmtpSecurity

_PORTS = {SmtpSecurity.STARTTLS: 587, SmtpSecurity.TLS: 465, SmtpSecurity.NONE: 25}


def server_of(settings: Settings) -> Server | None:
    if not settings.smtp_host:
        return None
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port or _PORTS[settings.smtp_security],
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else "",
    )


async def find_trouble(settings: Settings) -> str | None:
    """Talk to the mail server without an email; return what is wrong, None also where there is none."""
    server = server_of(settings)
    if server is None:
        return None
    conversation = Conversation(server, ssl.create_default_context(), Patience(command=15.0))
    try:
        trouble = await conversation.try_out()
        await conversation.take_leave()
    finally:
        conversation.hang_up()
    return trouble


class SmtpTransport:
    """``tls`` and ``patience`` are for tests; the defaults verify against the system's authorities."""

    mode = MailMode.SMTP
    concurrency = 4

    def __init__(
        self, server: Server, *, tls: ssl.SSLContext | None = None, patience: Patience | None = None
    ) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._stale_after = patience or Patience()

    async def send(self, message: EmailMessage) -> Delivery:
        conversation = Conversation(self._server, self._tls, self._stale_after)
        try:
            delivery = await conversation.deliver(message)
            await conversation.take_leave()
        finally:
            conversation.hang_up()
        return delivery
