"""Responses that a browser saves as a file: whole contents, and streams that are made while they are sent."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.http import Http

from lintbox.web.protocol import Connection

log = logging.getLogger("lintbox.web")
_POLICY = "default-src 'none'"
# a client that reads slowly holds a slot that others wait for
_GRACE_SECONDS = 30
_LEAST_BYTES_PER_SECOND = 64 * 1024
_MOST_SECONDS = 600


def file_response(name: str, data: bytes) -> HTTPResponse:
    """Return the bytes with their SHA-256 as entity tag, which ``If-Match`` of a replacement takes."""
    headers = {**_attach(name, _POLICY), "ETag": f'"{hashlib.sha256(data).hexdigest()}"'}
    return HTTPResponse(data, headers=headers, content_type="text/plain; charset=utf-8")


async def stream_file(
    request: Request,
    name: str,
    content_type: str,
    take: Callable[[], Awaitable[str]],
    policy: str = _POLICY,
) -> None:
    """Send what ``take`` returns, until it returns nothing, or until the client is too slow.

    ``policy`` is the CSP of the file.
    """
    text = await take()  # an error before the first piece still gets its own status
    response = await request.respond(headers=_attach(name, policy), content_type=content_type)
    if request.method == "HEAD":
        return
    sent, waited_seconds = 0, 0.0
    try:
        while text:
            # another encoding error than this would be a bug; one odd character must not end an export
            data = text.encode("utf-8", "backslashreplace")
            began = time.monotonic()
            await response.send(data)  # waits until the client has read the data before
            waited_seconds += time.monotonic() - began
            sent += len(data)
            if is_too_slow(sent, waited_seconds):
                log.info("An export was cut off: its client reads too slowly")
                _abort(request)  # sending the next piece, or the end, finds the connection closed
            text = await take()
    except Exception:
        log.exception("An export was cut off")
        _abort(request)
        raise
    await response.eof()


def is_too_slow(sent_bytes: int, waited_seconds: float) -> bool:
    """Return whether a client has kept the server waiting too long for what it has read."""
    return waited_seconds > min(_GRACE_SECONDS + sent_bytes / _LEAST_BYTES_PER_SECOND, _MOST_SECONDS)


def _attach(name: str, policy: str) -> dict[str, str]:
    simple = "".join(c if (c.isascii() and c.isalnum()) or c in "._- " else "_" for c in name)
    return {
        # RFC 6266: an ASCII name for old clients, and the exact one
        "Content-Disposition": f"attachment; filename=\"{simple}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": f"{policy}; sandbox",
    }


def _abort(request: Request) -> None:
    """Close the connection in the middle: the client must not take half of a file for all of it."""
    stream: Http = request.stream  # type: ignore[assignment]  # only HTTP/1 is served
    connection: Connection = stream.protocol  # type: ignore[assignment]  # the only protocol of the server
    connection.abort()
