"""Bodies as they arrive, from those who go on sending."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sanic import Request
from sanic.http import Http

from lintbox.domain import LintboxError, ProblemCode

PATIENCE_SECONDS = 15.0
_WHOLE_SECONDS = 60.0
_BYTES_A_SECOND = 256 * 1024
_LEAST_BYTES_A_SECOND = 500


class TooSlow(LintboxError):
    code = ProblemCode.TOO_SLOW


async def read_chunks(
    request: Request, most_bytes: int = 0, patience: float = PATIENCE_SECONDS
) -> AsyncIterator[bytes]:
    """Give the body in pieces, as they come.

    A whole body has a minute, and a second more for each 256 KiB; ``most_bytes`` is the length where
    none is declared. In each ``patience`` seconds at least 500 bytes a second must come, of a large
    body a quarter of what it needs to be in time: one that holds memory does not rest.

    Raises:
        TooSlow
    """
    stream: Http = request.stream  # type: ignore[assignment]  # HTTP/1 is all that is spoken here
    now = asyncio.get_running_loop().time
    size = stream.request_bytes_left or most_bytes
    whole = _WHOLE_SECONDS + size / _BYTES_A_SECOND
    least = max(_LEAST_BYTES_A_SECOND, size / whole / 4) * patience
    end = now() + whole
    came, due = 0.0, now() + patience
    while True:
        try:
            async with asyncio.timeout_at(min(end, due)):
                chunk = await stream.read()
        except TimeoutError:
            chunk = b""
        if chunk is None:
            return
        came += len(chunk)
        if now() >= end or (now() >= due and came < least):
            # Sanic would wait for the rest of it for ever
            stream.keep_alive = False
            stream.request_body = None
            raise TooSlow("The request did not arrive in time. Send it again.")
        if now() >= due:
            came, due = 0.0, now() + patience
        if chunk:
            yield chunk
