"""Sanic's HTTP/1 protocol with strict syntax, deadlines and a connection budget added."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from sanic import Request
from sanic.exceptions import BadRequest, PayloadTooLarge, RequestCancelled, RequestTimeout
from sanic.headers import _HTTP1_STATUSLINES, format_http1_response
from sanic.http import Http, Stage
from sanic.http.http1 import HTTP_CONTINUE
from sanic.server.protocols.http_protocol import HttpProtocol

from lintbox.web import request_log
from lintbox.web.connections import Connections
from lintbox.web.http_syntax import has_bare_line_ends, is_valid_chunk_line, is_valid_head
from lintbox.web.peers import read_address

_DISCARD_SECONDS = 60.0
_STALLED_SECONDS = 15.0
_HEAD_END = b"\r\n\r\n"
_CHUNK_LINE_BYTES = 256
# tiny segments are collected this long: each wake-up costs as much as parsing thousands of bytes
_GATHER_SECONDS = 0.005
# RFC 9112 7.1 sets no minimum chunk size: tiny chunks are accepted up to this number
_SMALL_CHUNKS = 1_000
_BYTES_PER_CHUNK = 512
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"
)
_FULL_BODY = (
    b'{"type":"about:blank","title":"Service Unavailable","status":503,"code":"busy",'
    b'"detail":"There are too many connections. Try again in a few seconds."}'
)


# Sanic has no name for 421, and old names for others; ``title`` in problems has the same names
for _status in HTTPStatus:
    _HTTP1_STATUSLINES[_status] = f"HTTP/1.1 {_status:d} {_status.phrase}\r\n".encode()


class StrictHttp(Http):
    """Refuses ambiguous requests with 400 and closes the connection (request smuggling)."""

    __slots__ = ("_chunks", "_has_tiny_chunks")

    def init_for_request(self) -> None:
        super().init_for_request()  # type: ignore[no-untyped-call]
        self._chunks = 0
        self._has_tiny_chunks = False

    async def http1_request_header(self) -> None:
        """Apply the deadline to the whole head: Sanic's REQUEST_TIMEOUT restarts with each byte."""
        if _HEAD_END not in self.recv_buffer:
            try:
                async with asyncio.timeout(self.protocol.request_timeout):
                    await self._receive_head()
            except TimeoutError:
                raise RequestTimeout("The head did not arrive in time.") from None
        head, end, _ = self.recv_buffer.partition(_HEAD_END)
        if end and not is_valid_head(head):
            raise BadRequest("Bad Request")
        await super().http1_request_header()  # type: ignore[no-untyped-call]

    def create_empty_request(self) -> None:
        """Create the request that the error response needs, without a target that cannot be parsed."""
        self.url = None
        super().create_empty_request()

    async def _receive_head(self) -> None:
        while _HEAD_END not in self.recv_buffer and len(self.recv_buffer) < self.HEADER_MAX_SIZE:
            if has_bare_line_ends(self.recv_buffer):
                raise BadRequest("Bad Request")
            await self._receive_more()
            await self._gather()

    async def read(self) -> bytes | None:
        if self._has_tiny_chunks and not self.recv_buffer:
            await self._gather()
        if self.request_body == "chunked" and self.request_bytes_left == 0:  # type: ignore[comparison-overlap]
            await self._check_chunk_line()
        data: bytes | None = await super().read()
        self._has_tiny_chunks = data is not None and len(data) < _BYTES_PER_CHUNK
        return data

    async def http1_response_header(self, data: bytes, end_stream: bool) -> None:
        """Send HTTP/1.0 clients an unchunked stream that ends with the connection (RFC 9112 6.1, 6.3)."""
        response = self.response
        is_stream = not end_stream and not response.body and "content-length" not in response.headers
        if self.request.version != "1.0" or not is_stream or self.head_only:
            await super().http1_response_header(data, end_stream)
            return
        self.keep_alive = False
        response.headers["connection"] = "close"
        self.stage = Stage.RESPONSE
        self.response_func = self._send_unchunked
        await self._send(format_http1_response(response.status, response.processed_headers) + data)

    async def _send_unchunked(self, data: bytes, end_stream: bool) -> None:
        if data:
            await self._send(data)
        if end_stream:
            self.response_func = None  # type: ignore[assignment]  # as Sanic does
            self.stage = Stage.IDLE

    async def _check_chunk_line(self) -> None:
        """Validate the next chunk line. The buffer begins with the CRLF that ends the previous data."""
        if self.expecting_continue:
            self.expecting_continue = False
            await self._send(HTTP_CONTINUE)
        while (end := self.recv_buffer.find(b"\r\n", 2)) < 0 and len(self.recv_buffer) < _CHUNK_LINE_BYTES:
            if has_bare_line_ends(self.recv_buffer):
                raise self._refuse_chunk()
            await self._receive_more()
        self._chunks += 1
        if not self.recv_buffer.startswith(b"\r\n") or not is_valid_chunk_line(self.recv_buffer[2:end]):
            raise self._refuse_chunk()
        if self._chunks > _SMALL_CHUNKS + (self.request_bytes or 0) // _BYTES_PER_CHUNK:
            raise self._refuse_chunk()

    def _refuse_chunk(self) -> BadRequest:
        self.keep_alive = False
        return BadRequest("Bad chunked encoding")

    async def error_response(self, exception: Exception) -> None:
        is_gone = self.protocol.conn_info is None or self.protocol.conn_info.lost
        # Sanic raises RequestCancelled where nothing can be sent, also while the connection is closing
        if isinstance(exception, RequestCancelled) or (
            is_gone and isinstance(exception, asyncio.CancelledError)
        ):
            if self.request is not None:
                request_log.log_lost(self.request)
        else:
            await super().error_response(exception)

    async def _gather(self) -> None:
        """Pause reading for a moment, so that bytes collect in the kernel's buffer."""
        if self.protocol.transport:
            self.protocol.transport.pause_reading()
        await asyncio.sleep(_GATHER_SECONDS)
        # nothing more may follow, and a paused transport does not notice that the client goes away
        if self.protocol.transport:
            self.protocol.transport.resume_reading()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Discard the rest of a body that the handler did not read; Sanic iterates here."""
        try:
            async with asyncio.timeout(_DISCARD_SECONDS):
                while self.request_body:
                    await self.read()
        except TimeoutError:
            raise PayloadTooLarge("The rest of the body did not arrive in time.") from None
        return
        yield b""


class Connection(HttpProtocol):
    HTTP_CLASS = StrictHttp
    __slots__ = ("_budget", "_turn", "_watch")

    def __init__(self, *, budget: Connections, **more: Any) -> None:
        self._budget = budget
        self._turn = ExitStack()
        self._watch: asyncio.TimerHandle | None = None
        super().__init__(**more)

    def _setup(self) -> None:
        super()._setup()  # type: ignore[no-untyped-call]
        self.request_handler = self._handle

    async def _handle(self, request: Request) -> None:
        """Handle the request, then release its budgets.

        ``request.ctx.turn`` holds the request slots, released as soon as the client blocks the
        response; ``request.ctx.held`` holds the rest, released when the response is sent.
        """
        self._budget.end_waiting(self)
        with ExitStack() as request.ctx.held, ExitStack() as self._turn:
            request.ctx.turn = self._turn
            await self.app.handle_request(request)
            if not self._can_write.is_set():
                self._turn.close()
                await self.wait(self._can_write.wait())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        peer = read_address(str((transport.get_extra_info("peername") or [""])[0]))
        if peer is None:  # it has disconnected already
            transport.abort()
        elif self._budget.admit(self, peer):
            super().connection_made(transport)  # type: ignore[no-untyped-call]
            # pause when the kernel's buffer is full: a client that does not read gets one response
            transport.set_write_buffer_limits(high=0)
        else:
            transport.write(_FULL % (len(_FULL_BODY), _FULL_BODY))
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._budget.forget(self)
        if self.transport is not None or self._task is not None:
            super().connection_lost(exc)  # type: ignore[no-untyped-call]

    async def receive_more(self) -> None:
        await self.wait(super().receive_more())  # type: ignore[no-untyped-call]

    async def send(self, data: bytes) -> None:
        if self._can_write.is_set():
            await super().send(data)  # type: ignore[no-untyped-call]
        else:
            self._turn.close()
            await self.wait(super().send(data))  # type: ignore[no-untyped-call]

    def abort(self) -> None:
        """Abort the transport but keep it: the task that still uses it ends by itself."""
        if self.transport is not None:
            self.transport.abort()

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[no-untyped-call]
        assert self.transport is not None  # noqa: S101
        self.transport.pause_reading()  # pipelined requests wait in the kernel
        self._budget.hold_unsent(self, self.transport.get_write_buffer_size())
        self._watch_unsent()

    def resume_writing(self) -> None:
        super().resume_writing()  # type: ignore[no-untyped-call]
        self._budget.release_unsent(self)
        if self.transport is not None:
            self.transport.resume_reading()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _watch_unsent(self, unsent_before: int | None = None) -> None:
        """Close the connection if the client reads nothing between two calls."""
        unsent = self.transport.get_write_buffer_size() if self.transport else 0
        if unsent_before is not None and unsent >= unsent_before:
            self.abort()
        else:
            self._watch = self.loop.call_later(_STALLED_SECONDS, self._watch_unsent, unsent)

    async def wait(self, step: Awaitable[object]) -> None:
        """Wait for the client, or in a queue; meanwhile the connection can be evicted."""
        self._budget.begin_waiting(self)
        try:
            await step
        finally:
            self._budget.end_waiting(self)
