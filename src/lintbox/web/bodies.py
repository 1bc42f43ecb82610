"""Bodies as they arrive, from those who go on sending."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sanic import Request
from sanic.http import Http

from lintbox.domain import LintboxError

PATIENCE_SECONDS = 30.0
_LEAST_BYTES_A_SECOND = 500


class TooSlow(LintboxError):
    code = "too-slow"


async def read_chunks(request: Request, patience: float = PATIENCE_SECONDS) -> AsyncIterator[bytes]:
    """Give the body in pieces, as they come.

    Raises:
        TooSlow: nothing came for so many seconds, or hardly anything for longer.
    """
    stream: Http = request.stream  # type: ignore[assignment]  # HTTP/1 is all that is spoken here
    loop = asyncio.get_running_loop()
    end = loop.time() + patience
    while True:
        try:
            async with asyncio.timeout_at(min(end, loop.time() + patience)):
                chunk = await stream.read()
        except TimeoutError:
            # Sanic would wait for the rest of it for ever
            stream.keep_alive = False
            stream.request_body = None
            raise TooSlow("The request did not arrive in time. Send it again.") from None
        if chunk is None:
            return
        end += len(chunk) / _LEAST_BYTES_A_SECOND
        yield chunk
