"""Reads request bodies with a deadline and a minimum rate, against slow-body attacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sanic import Request
from sanic.http import Http

from lintbox.domain import LintboxError, ProblemCode
from lintbox.web.budgets import begin_in_turn
from lintbox.web.context import get_requester

INTERVAL_SECONDS = 15.0
_WHOLE_SECONDS = 60.0
_BYTES_A_SECOND = 256 * 1024
_LEAST_BYTES_A_SECOND = 500
# reading small chunks costs as much as starting a request, so both share one queue
_SMALL_BYTES = 512
_SMALL_CHUNKS_A_TURN = 32


class TooSlow(LintboxError):
    code = ProblemCode.TOO_SLOW


async def read_chunks(
    request: Request, most_bytes: int = 0, interval_seconds: float = INTERVAL_SECONDS
) -> AsyncIterator[bytes]:
    """Yield the chunks of the body as they arrive.

    The deadline is a minute plus a second for each 256 KiB of the declared length, or of ``most_bytes``
    if none is declared. Each interval of ``interval_seconds`` must bring at least 500 bytes a second,
    or a quarter of the rate that a large body needs to meet the deadline.

    Raises:
        TooSlow: the body missed the deadline or the minimum rate.
    """
    stream: Http = request.stream  # type: ignore[assignment]  # only HTTP/1 is served
    now = asyncio.get_running_loop().time
    size = stream.request_bytes_left or most_bytes
    allowed_seconds = _WHOLE_SECONDS + size / _BYTES_A_SECOND
    least = max(_LEAST_BYTES_A_SECOND, size / allowed_seconds / 4) * interval_seconds
    end = now() + allowed_seconds
    received, due = 0.0, now() + interval_seconds
    small_chunks = 0
    while True:
        try:
            async with asyncio.timeout_at(min(end, due)):
                chunk = await stream.read()
        except TimeoutError:
            chunk = b""
        if chunk is None:
            return
        received += len(chunk)
        small_chunks += len(chunk) < _SMALL_BYTES
        if small_chunks == _SMALL_CHUNKS_A_TURN:
            small_chunks = 0
            await begin_in_turn(request, await get_requester(request))
        if now() >= end or (now() >= due and received < least):
            # Sanic would wait for the rest of the body without a limit
            stream.keep_alive = False
            stream.request_body = None
            raise TooSlow("The request did not arrive in time. Send it again.")
        if now() >= due:
            received, due = 0.0, now() + interval_seconds
        if chunk:
            yield chunk
