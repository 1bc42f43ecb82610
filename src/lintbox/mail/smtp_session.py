"""An SMTP session: sends one email, phase by phase."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.response import SMTPResponse

from lintbox.domain import Delivery, Outcome
from lintbox.mail.envelope import get_envelope, to_bytes
from lintbox.mail.smtp_errors import Phase, UnsuitableServer, format_response, to_delivery
from lintbox.mail.transcript import Transcript
from lintbox.settings import SmtpSecurity

_START_MAIL_INPUT = 354  # RFC 5321 4.2.3


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server; its ``repr``, and so a log, does not contain the password."""

    host: str
    port: int
    security: SmtpSecurity
    username: str | None = None
    password: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts to redact in responses: some servers quote unknown commands, AUTH with the password too."""
        if not self.password:
            return ()
        encoded = (self.password, f"\0{self.username}\0{self.password}")
        return self.password, *(b64encode(text.encode(errors="replace")).decode() for text in encoded)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts in seconds."""

    connect: float = 15.0
    command: float = 60.0
    # RFC 5321 4.5.3.2.6: the server has the email by then, and a retry after a shorter timeout sends a copy
    accept: float = 600.0
    quit: float = 5.0


class SmtpSession:
    """One connection to the server; ``transcript`` records its commands and responses."""

    def __init__(
        self, server: Server, tls: ssl.SSLContext, timeouts: Timeouts, transcript: Transcript | None = None
    ) -> None:
        self._server = server
        self._timeouts = timeouts
        self._transcript = transcript or Transcript(server.secrets)
        self._enter(Phase.CONNECT)
        self._smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == SmtpSecurity.TLS,
            start_tls=False,  # _connect does it, so that its errors have their own phase
            tls_context=tls,
            timeout=timeouts.command,
            local_hostname="localhost",  # avoids a DNS query; _greet sends the real name
        )

    async def deliver(self, message: EmailMessage) -> Delivery:
        """Send the email; errors are in the result, never raised."""
        try:
            await self._connect()
            await self._sign_in()
            response = await self._send(message)
        except (SMTPException, OSError, ValueError) as error:
            if isinstance(error, OSError):
                self.abort()  # connection lost or out of sync: no QUIT
            self._transcript.fail(error)
            return to_delivery(self._phase, error, self._server.secrets)
        return Delivery(Outcome.SENT, format_response(response.code, response.message))

    async def probe(self) -> str | None:
        """Connect and sign in; return the error, None if there is none."""
        try:
            await self._connect()
            await self._sign_in()
        except (SMTPException, OSError, ValueError) as error:
            return to_delivery(self._phase, error, self._server.secrets).detail
        return None

    async def quit(self) -> None:
        """Send QUIT if still connected; its outcome does not matter."""
        if self._smtp.is_connected:
            with contextlib.suppress(Exception):
                await self._smtp.execute_command(b"QUIT", timeout=self._timeouts.quit)

    def abort(self) -> None:
        transport = self._smtp.transport
        self._smtp.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()  # close() alone would wait for the server's TLS close_notify

    async def _connect(self) -> None:
        self._validate_encryption()
        greeting = await self._smtp.connect(timeout=self._timeouts.connect)
        self._transcript.note(f"{self._smtp.get_transport_info('peername')[0]}, port {self._server.port}")
        self._note_encryption()
        self._transcript.received(*greeting)
        await self._greet()
        if self._server.security == SmtpSecurity.STARTTLS:
            self._enter(Phase.STARTTLS)
            if not self._smtp.supports_extension("starttls"):
                raise UnsuitableServer(
                    "the server does not offer it, and without it the email could be read on its way. "
                    "Ask its operator, or set LINTBOX_SMTP_SECURITY to tls."
                )
            self._transcript.sent("STARTTLS")
            self._transcript.received(*await self._smtp.starttls())
            self._note_encryption()
            await self._greet()

    def _validate_encryption(self) -> None:
        server = self._server
        if server.username and server.security == SmtpSecurity.NONE and not _is_loopback(server.host):
            self._enter(Phase.AUTH)
            raise UnsuitableServer(
                f"the password would go to {server.host} unencrypted. "
                "Set LINTBOX_SMTP_SECURITY to starttls or tls."
            )

    async def _greet(self) -> None:
        self._enter(Phase.EHLO)
        name = _address_literal(self._smtp)
        self._transcript.sent(f"EHLO {name}")
        self._transcript.received(*await self._smtp.ehlo(hostname=name))

    async def _sign_in(self) -> None:
        if self._server.username:
            self._enter(Phase.AUTH)
            self._transcript.sent(f"AUTH (user name {self._server.username}, password not shown)")
            self._transcript.received(*await self._smtp.login(self._server.username, self._server.password))

    async def _send(self, message: EmailMessage) -> SMTPResponse:
        envelope = get_envelope(message)
        encoding = "utf-8" if envelope.beyond_ascii else "ascii"
        self._enter(Phase.MAIL)
        if envelope.beyond_ascii and not self._smtp.supports_extension("smtputf8"):
            raise UnsuitableServer(
                "the server takes only addresses in ASCII (it does not offer SMTPUTF8, RFC 6531)."
            )
        options = ["SMTPUTF8"] if envelope.beyond_ascii else []
        self._transcript.sent(" ".join([f"MAIL FROM:<{envelope.sender}>", *options]))
        self._transcript.received(*await self._smtp.mail(envelope.sender, options=options, encoding=encoding))
        self._enter(Phase.RCPT)
        self._transcript.sent(f"RCPT TO:<{envelope.recipient}>")
        self._transcript.received(*await self._smtp.rcpt(envelope.recipient, encoding=encoding))
        return await self._send_data(await asyncio.to_thread(to_bytes, message))

    async def _send_data(self, data: bytes) -> SMTPResponse:
        """Same as aiosmtplib's ``data``, but with a separate timeout for the final response."""
        self._enter(Phase.DATA)
        self._transcript.sent("DATA")
        response = await self._smtp.execute_command(b"DATA")
        if response.code != _START_MAIL_INPUT:
            raise SMTPResponseException(response.code, response.message)
        self._transcript.received(*response)
        self._enter(Phase.END)
        self._transcript.sent(f"The email, {len(data):,} bytes")
        protocol = self._smtp.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        # RFC 5321 4.5.2: a dot at the start of a line is doubled, a line with a single dot ends the email
        protocol.write((b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n")
        response = await protocol.read_response(timeout=self._timeouts.accept)
        if not 200 <= response.code < 300:
            raise SMTPResponseException(response.code, response.message)
        self._transcript.received(*response)
        return response

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        self._transcript.enter(phase)

    def _note_encryption(self) -> None:
        tls = self._smtp.get_transport_info("ssl_object")
        if tls:
            until = tls.getpeercert().get("notAfter", "")
            self._transcript.note(f"{tls.version()}, the certificate is valid until {until}")


def _address_literal(smtp: SMTP) -> str:
    """Return our own IP address as a literal (RFC 5321 4.1.3), which does not reveal the host name."""
    address = ipaddress.ip_address(smtp.get_transport_info("sockname")[0].partition("%")[0])
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
