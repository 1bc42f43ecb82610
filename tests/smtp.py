"""A real SMTP server on loopback whose replies a test can script."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections import defaultdict, deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum
from typing import Any, NamedTuple, Self

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Fault(Enum):
    DROP = "drop"
    HANG = "hang"
    PAUSE = "pause"  # for ``pause_seconds``, then the normal reply


Reply = str | Fault


class Received(NamedTuple):
    """A received email with its envelope."""

    sender: str
    recipients: list[str]
    options: list[str]
    data: bytes


class SmtpServer:
    """Listens on a free port, in a thread, from ``start`` (or ``with``) until ``stop``.

    The port is its own from the beginning; until ``start`` a connection to it is refused.
    ``script`` replaces normal replies: ``server.script("RCPT", "451 4.7.1 Come back later")`` is the
    reply to the next RCPT; a ``Fault`` simulates a failing network.
    The phases are CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, END (after the final dot), QUIT.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        accounts: dict[str, str] | None = None,
        utf8: bool = False,
    ) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.host, self.port = self._socket.getsockname()
        self.pause_seconds = 0.5
        self.received: list[Received] = []
        # parsed once: aiosmtpd evaluates every attribute of its handler for each connection
        self.emails: list[EmailMessage] = []
        self.commands: list[str] = []
        self.greetings: list[str] = []
        self._tls = tls
        self._options: dict[str, Any] = {
            "tls_context": starttls,
            "enable_SMTPUTF8": utf8,
            "auth_require_tls": False,
            "authenticator": _Accounts(accounts) if accounts else None,
            "auth_exclude_mechanism": [] if accounts else ["LOGIN", "PLAIN"],
        }
        self._scripts: dict[str, deque[Reply]] = defaultdict(deque)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._stopping = asyncio.Event()

    def script(self, phase: str, *replys: Reply) -> None:
        self._scripts[phase].extend(replys)

    def next_reply(self, phase: str) -> Reply | None:
        self.commands.append(phase)
        return self._scripts[phase].popleft() if self._scripts[phase] else None

    def start(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(60)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def handle_DATA(self, session: Session, _: Any, envelope: Any) -> str:  # noqa: N802
        """Called by aiosmtpd after the final dot."""
        reply = await session.play("END")
        if reply is None or reply.startswith("2"):
            data = bytes(envelope.content)
            self.emails.append(message_from_bytes(data, policy=default))
            self.received.append(Received(envelope.mail_from, envelope.rcpt_tos, envelope.mail_options, data))
        return reply or "250 2.0.0 Ok: queued as 4F2A"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        sessions: list[Session] = []

        def reply() -> Session:
            session = Session(self, hostname="mail.school.example", loop=self._loop, **self._options)
            sessions.append(session)
            return session

        server = await self._loop.create_server(reply, sock=self._socket, ssl=self._tls)
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for session in sessions:
            session.hang_up()
        await asyncio.sleep(0)


class Session(SMTP):
    """aiosmtpd's session, with scripted replies."""

    transport: Any
    _original_transport: Any

    def hang_up(self) -> None:
        for transport in (self.transport, self._original_transport):
            if transport:
                transport.abort()

    async def play(self, phase: str) -> str | None:
        """Simulate the scripted fault, if any; return the scripted reply, if any."""
        reply = self.event_handler.next_reply(phase)
        if reply == Fault.DROP:
            self.transport.abort()
        if reply == Fault.PAUSE:
            await asyncio.sleep(self.event_handler.pause_seconds)
        elif isinstance(reply, Fault):
            await asyncio.Event().wait()  # aiosmtpd cancels this when the connection is gone
        return reply if isinstance(reply, str) else None

    async def _handle_client(self) -> None:
        if reply := await self.play("CONNECT"):
            await self.push(reply)
            self.transport.close()
        else:
            await super()._handle_client()

    async def _reply_or(self, phase: str, default_handler: Any, argument: str) -> None:
        if reply := await self.play(phase):
            await self.push(reply)
        else:
            await default_handler(argument)

    async def smtp_EHLO(self, argument: str) -> None:  # noqa: N802
        self.event_handler.greetings.append(argument)
        await self._reply_or("EHLO", super().smtp_EHLO, argument)

    async def smtp_STARTTLS(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("STARTTLS", super().smtp_STARTTLS, argument)

    async def smtp_AUTH(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("AUTH", super().smtp_AUTH, argument)

    async def smtp_MAIL(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("MAIL", super().smtp_MAIL, argument)

    async def smtp_RCPT(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("RCPT", super().smtp_RCPT, argument)

    async def smtp_DATA(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("DATA", super().smtp_DATA, argument)

    async def smtp_QUIT(self, argument: str) -> None:  # noqa: N802
        await self._reply_or("QUIT", super().smtp_QUIT, argument)


class _Accounts:
    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = {name.encode(): password.encode() for name, password in passwords.items()}

    def __call__(self, *arguments: Any) -> AuthResult:
        given: LoginPassword = arguments[-1]
        return AuthResult(success=self._passwords.get(given.login) == given.password, handled=False)
