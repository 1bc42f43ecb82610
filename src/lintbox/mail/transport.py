"""The transport of emails: SMTP if a mail server is configured, else the local mailbox."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Protocol

from lintbox.domain import Delivery, MailMode
from lintbox.mail.local_mailbox import LocalMailbox
from lintbox.mail.smtp import SmtpTransport, find_server
from lintbox.platform.systemd import logs_to_journal
from lintbox.settings import Settings

FOLDER = "mail"


class Transport(Protocol):
    @property
    def mode(self) -> MailMode: ...

    @property
    def concurrency(self) -> int:
        """How many emails may be sent concurrently."""
        ...

    async def send(self, message: EmailMessage) -> Delivery:
        """Try once; errors of the network or the disk are in the result, never raised."""
        ...


def open_transport(settings: Settings) -> Transport:
    server = find_server(settings)
    folder = settings.data_dir / FOLDER
    return SmtpTransport(server) if server else LocalMailbox(folder, shows_text=not logs_to_journal())
