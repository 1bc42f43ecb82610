"""One conversation with an SMTP server: one email, phase by phase."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected
from aiosmtplib.response import SMTPResponse

from lintbox.domain import Delivery, Outcome
from lintbox.mail.envelope import envelope_of, to_bytes
from lintbox.mail.smtp_errors import Phase, Unfit, answered, failed
from lintbox.mail.transcript import Transcript
from lintbox.settings import SmtpSecurity

_GO_AHEAD = 354


@dataclass(frozen=True, slots=True)
class Server:
    """Where emails go; a password is not in the ``repr``, so it cannot get into a log."""

    host: str
    port: int
    security: SmtpSecurity
    username: str | None = None
    password: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be repeated; servers quote commands that they do not know, AUTH's too."""
        if not self.password:
            return ()
        spelled = (self.password, f"\0{self.username}\0{self.password}")
        return self.password, *(b64encode(words.encode(errors="replace")).decode() for words in spelled)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each kind of answer may take."""

    connect: float = 15.0
    command: float = 60.0
    # RFC 5321 4.5.3.2.6: the server has the email by then; who gives up earlier sends copies
    accept: float = 600.0
    leave: float = 5.0


class Conversation:
    """``talk`` is for whoever wants to read what was said."""

    def __init__(
        self, server: Server, tls: ssl.SSLContext, patience: Patience, transcript: Transcript | None = None
    ) -> None:
        self._server = server
        self._stale_after = patience
        self._transcript = transcript or Transcript(server.secrets)
        self._enter(Phase.CONNECT)
        self._smtp = SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.security == SmtpSecurity.TLS,
            start_tls=False,  # ours to do, so that its trouble has its own phase
            tls_context=tls,
            timeout=patience.command,
            local_hostname="localhost",  # else the library asks DNS; _greet says who we are
        )

    async def deliver(self, message: EmailMessage) -> Delivery:
        """Hand the email over, and say what became of it."""
        try:
            await self._connect()
            await self._sign_in()
            response = await self._hand_over(message)
        except (SMTPException, OSError, ValueError) as problem:
            if isinstance(problem, OSError):
                self.hang_up()  # lost or out of step: nothing said now would be understood
            self._transcript.fail(problem)
            return failed(self._phase, problem, self._server.secrets)
        return Delivery(Outcome.SENT, answered(response.code, response.message))

    async def try_out(self) -> str | None:
        """Go as far as signing in, and return what is wrong."""
        try:
            await self._connect()
            await self._sign_in()
        except (SMTPException, OSError, ValueError) as problem:
            return failed(self._phase, problem, self._server.secrets).detail
        return None

    async def take_leave(self) -> None:
        """Say QUIT; what is said to that changes nothing any more."""
        if self._smtp.is_connected:
            with contextlib.suppress(SMTPException, OSError):
                await self._smtp.execute_command(b"QUIT", timeout=self._stale_after.leave)

    def hang_up(self) -> None:
        transport = self._smtp.transport
        self._smtp.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()  # closed, it would still wait for the other side's farewell

    async def _connect(self) -> None:
        self._judge_password()
        greeting = await self._smtp.connect(timeout=self._stale_after.connect)
        self._transcript.note(f"{self._smtp.get_transport_info('peername')[0]}, port {self._server.port}")
        self._note_encryption()
        self._transcript.receive(*greeting)
        await self._greet()
        if self._server.security == SmtpSecurity.STARTTLS:
            self._enter(Phase.STARTTLS)
            if not self._smtp.supports_extension("starttls"):
                raise Unfit(
                    "the server does not offer it, and without it the email could be read on its way. "
                    "Ask its operator, or set LINTBOX_SMTP_SECURITY to tls."
                )
            self._transcript.say("STARTTLS")
            self._transcript.receive(*await self._smtp.starttls())
            self._note_encryption()
            await self._greet()

    def _judge_password(self) -> None:
        server = self._server
        if server.username and server.security == SmtpSecurity.NONE and not _is_loopback(server.host):
            self._enter(Phase.AUTH)
            raise Unfit(
                f"the password would go to {server.host} unencrypted. "
                "Set LINTBOX_SMTP_SECURITY to starttls or tls."
            )

    async def _greet(self) -> None:
        self._enter(Phase.EHLO)
        name = _address_literal(self._smtp)
        self._transcript.say(f"EHLO {name}")
        self._transcript.receive(*await self._smtp.ehlo(hostname=name))

    async def _sign_in(self) -> None:
        if self._server.username:
            self._enter(Phase.AUTH)
            self._transcript.say(f"AUTH (user name {self._server.username}, password not shown)")
            self._transcript.receive(*await self._smtp.login(self._server.username, self._server.password))

    async def _hand_over(self, message: EmailMessage) -> SMTPResponse:
        envelope = envelope_of(message)
        encoding = "utf-8" if envelope.beyond_ascii else "ascii"
        self._enter(Phase.MAIL)
        if envelope.beyond_ascii and not self._smtp.supports_extension("smtputf8"):
            raise Unfit("the server takes only addresses in ASCII (it does not offer SMTPUTF8, RFC 6531).")
        options = ["SMTPUTF8"] if envelope.beyond_ascii else []
        self._transcript.say(" ".join([f"MAIL FROM:<{envelope.sender}>", *options]))
        self._transcript.receive(*await self._smtp.mail(envelope.sender, options=options, encoding=encoding))
        self._enter(Phase.RCPT)
        self._transcript.say(f"RCPT TO:<{envelope.recipient}>")
        self._transcript.receive(*await self._smtp.rcpt(envelope.recipient, encoding=encoding))
        return await self._send_data(await asyncio.to_thread(to_bytes, message))

    async def _send_data(self, data: bytes) -> SMTPResponse:
        """Do what aiosmtplib's ``data`` does, but with a time-out of its own for the last answer."""
        self._enter(Phase.DATA)
        self._transcript.say("DATA")
        response = await self._smtp.execute_command(b"DATA")
        if response.code != _GO_AHEAD:
            raise SMTPResponseException(response.code, response.message)
        self._transcript.receive(*response)
        self._enter(Phase.END)
        self._transcript.say(f"The email, {len(data):,} bytes")
        protocol = self._smtp.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        # RFC 5321 4.5.2: a dot at the begin of a line is doubled, a dot alone ends the email
        protocol.write(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        response = await protocol.read_response(timeout=self._stale_after.accept)
        if not 200 <= response.code < 300:
            raise SMTPResponseException(response.code, response.message)
        self._transcript.receive(*response)
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
    """Return our end of the connection as RFC 5321 4.1.3 writes it: always true, and no name leaks."""
    address = ipaddress.ip_address(smtp.get_transport_info("sockname")[0].partition("%")[0])
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
