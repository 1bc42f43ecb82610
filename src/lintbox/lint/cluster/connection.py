"""The connection to the NATS server: encrypted, with a certificate of each side, and kept for ever."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import nats.errors
from nats.aio.client import Client

from lintbox.domain import EngineUnusable, end_sentence
from lintbox.lint.cluster.certificates import find_expiry, read_expiry
from lintbox.lint.cluster.layout import Address

log = logging.getLogger("lintbox.cluster")
NATS_ERRORS = (nats.errors.Error, OSError)
_RETRY_SECONDS = 1.0
_CONNECT_TIMEOUT_SECONDS = 5
_OPEN_TIMEOUT_SECONDS = 10.0
_CLOSE_TIMEOUT_SECONDS = 1.0
_LOOK_INTERVAL_SECONDS = 1.0
_PING_INTERVAL_SECONDS = 5.0
_PENDING_BYTES = 16 * 1024**2


class Connection:
    """Connects, and connects again, with a new client, whenever the connection is lost.

    The reconnecting of nats-py is off: an error that it does not expect, such as a line that is too long,
    ends it for ever and silently.

    ``on_open`` makes the subscriptions of a new client; ``on_change`` is called after every loss and return.
    ``retry_seconds`` is the pause before each attempt to connect again, ``ping_seconds`` that between pings.
    """

    def __init__(
        self,
        address: Address,
        *,
        name: str,
        inbox: str,
        on_open: Callable[[Client], Awaitable[None]],
        on_change: Callable[[], None] = lambda: None,
        retry_seconds: float = _RETRY_SECONDS,
        ping_seconds: float = _PING_INTERVAL_SECONDS,
    ) -> None:
        self.address = address
        self.client = Client()
        self.generation = 0
        """Counts the connections; what a lost one had waiting must be asked again."""
        self.problem: str | None = "There was no connection yet."
        self.certificate_expires_at = find_expiry(address.certificate)
        self._server_certificate_expires_at: datetime | None = None
        self._name = name
        self._inbox = inbox
        self._on_open = on_open
        self._on_change = on_change
        self._retry_seconds = retry_seconds
        self._ping_seconds = ping_seconds
        self._is_open = False
        self._closed = asyncio.Event()
        logging.getLogger("asyncio").addFilter(_is_no_false_alarm)
        self._tls = _make_context(address) if address.url.startswith("tls:") else None

    @property
    def is_connected(self) -> bool:
        return self._is_open and self.client.is_connected

    @property
    def server(self) -> str | None:
        """The version of the server; None while it is not connected."""
        version = self.client.connected_server_version
        return f"{version.major}.{version.minor}.{version.patch}" if self.is_connected else None

    @property
    def max_payload_bytes(self) -> int:
        """What the server accepts in one message; 0 while it is not connected."""
        return self.client.max_payload if self.is_connected else 0

    @property
    def first_expiry(self) -> datetime | None:
        """When the first of the certificates of both sides expires, as far as that is known."""
        expiries = (self.certificate_expires_at, self._server_certificate_expires_at)
        return min(filter(None, expiries), default=None)

    async def run(self) -> None:
        """Stay connected until cancelled."""
        while True:
            try:
                await self._open()
                await self._wait_for_loss()
                self._report_loss()
            except Exception as problem:  # another program on that port may send anything
                await self._report(problem)
                self.problem = _describe(problem)  # also where only on_open failed
            self._is_open = False
            self._on_change()
            await _end(self.client)  # it may be connected, and have failed in on_open
            await asyncio.sleep(self._retry_seconds)

    async def close(self) -> None:
        self.problem = "The connection was closed."
        self._is_open = False
        await _end(self.client)

    async def _open(self) -> None:
        self.client = Client()
        await self.client.connect(
            self.address.url,
            name=self._name,
            tls=self._tls,
            tls_handshake_first=self._tls is not None,  # nothing is said, or believed, before it is encrypted
            inbox_prefix=self._inbox,
            allow_reconnect=False,
            max_reconnect_attempts=-1,  # of the first connection
            reconnect_time_wait=self._retry_seconds,  # type: ignore[arg-type]  # it may be a fraction
            connect_timeout=_CONNECT_TIMEOUT_SECONDS,
            ping_interval=self._ping_seconds,  # type: ignore[arg-type]  # it may be a fraction
            pending_size=_PENDING_BYTES,
            error_cb=self._report,
            closed_cb=self._note_end,
        )
        async with asyncio.timeout(_OPEN_TIMEOUT_SECONDS):
            await self._on_open(self.client)
        self._report_return()

    async def _wait_for_loss(self) -> None:
        # looks, too: nats-py calls back only after closing, which waits for a network that is cut off
        while self.client.is_connected:
            self._closed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_INTERVAL_SECONDS):
                    await self._closed.wait()

    async def _report(self, error: Exception) -> None:
        problem = _describe(error)
        if problem != self.problem:
            log.warning("The NATS server %s: %s", self.address.url, problem)
        if not self.client.is_connected:  # what a connection survives, such as a slow moment, is logged only
            self.problem = problem

    def _report_loss(self) -> None:
        if self.problem is None:
            log.warning("The connection to the NATS server %s is lost", self.address.url)
            self.problem = "The connection is lost."

    async def _note_end(self) -> None:
        self._closed.set()

    def _report_return(self) -> None:
        self._is_open = True
        self.generation += 1
        self.problem = None
        self._server_certificate_expires_at = _find_server_expiry(self.client)
        log.info("Connected to the NATS server %s", self.address.url)
        self._on_change()


async def _end(client: Client) -> None:
    """Send what is left and close, but do not wait long for the other side, which may be cut off."""
    with suppress(Exception):
        async with asyncio.timeout(_CLOSE_TIMEOUT_SECONDS):
            await client.close()
    if writer := _find_writer(client):
        writer.transport.abort()


def _find_writer(client: Client) -> asyncio.StreamWriter | None:
    # nats-py does not show it
    return getattr(getattr(client, "_transport", None), "_io_writer", None)


def _find_server_expiry(client: Client) -> datetime | None:
    writer = _find_writer(client)
    tls = writer.get_extra_info("ssl_object") if writer else None
    return read_expiry(tls.getpeercert()) if tls else None


def _make_context(address: Address) -> ssl.SSLContext:
    """Raises: EngineUnusable."""
    for name, file in (("CA", address.ca), ("CERT", address.certificate), ("KEY", address.key)):
        if file and not file.is_file():
            raise EngineUnusable(f"LINTBOX_CHECK_ENGINE_{name}: there is no file {file}")
    try:
        context = ssl.create_default_context(cafile=address.ca)
        if address.certificate:
            context.load_cert_chain(address.certificate, address.key)
    except (OSError, ssl.SSLError) as problem:
        files = ", ".join(str(file) for file in address[1:] if file)
        raise EngineUnusable(f"the certificates {files} cannot be used: {problem}") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _is_no_false_alarm(record: logging.LogRecord) -> bool:
    # asyncio warns at the end of each encrypted stream (bugs.python.org/issue34629)
    return "eof_received() has no effect" not in str(record.msg)


def _describe(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if isinstance(error, ssl.SSLError):
        return f"The encrypted connection was refused: {end_sentence(text)}"
    if isinstance(error, OSError):
        return f"It cannot be reached: {end_sentence(error.strerror or text)}"
    return f"It answers with an error: {end_sentence(text)}"
