"""What is kept of a request: its id, what was answered, and how long it took."""

from __future__ import annotations

import logging
import re
import secrets
import time

from sanic import Request
from sanic.response import BaseHTTPResponse

from lintbox.platform.logs import current_request

log = logging.getLogger("lintbox.http")
_READS = {"GET", "HEAD", "OPTIONS"}
_METHODS = _READS | {"POST", "PUT", "PATCH", "DELETE"}


def begin(request: Request) -> None:
    request.ctx.request_id = secrets.token_hex(8)
    request.ctx.begun = time.perf_counter()
    current_request.set(request.ctx.request_id)


async def note(request: Request, response: BaseHTTPResponse) -> None:
    _note(request, response.status)


def note_lost(request: Request) -> None:
    """Note a request whose peer has gone, and reads no answer."""
    _note(request, 400)


def _note(request: Request, status: int) -> None:
    now = time.perf_counter()
    seconds = now - getattr(request.ctx, "begun", now)
    route = name_route(request)
    # strangers choose the method, too, and each word would be a time series of its own
    method = request.method if request.method in _METHODS else "other"
    # who only looks is not worth a line, unless something is wrong
    level = logging.DEBUG if method in _READS and status < 400 else logging.INFO
    log.log(level, "%s %s %d in %.0f ms", method, route, status, seconds * 1000)
    if request.app.ctx.metrics:
        request.app.ctx.metrics.count(method, route, status, seconds)


def name_route(request: Request) -> str:
    """Return the template and never the path: a path holds ids, and strangers choose it."""
    route = request.route
    return "/" + re.sub(r"<(\w+)(:\w+)?>", r"{\1}", route.path) if route else "none"
