"""Logs and counts each request: its id, route, status and duration."""

from __future__ import annotations

import logging
import re
import secrets
import time

from sanic import Request
from sanic.response import BaseHTTPResponse

from lintbox.platform.logs import current_request
from lintbox.web.http_syntax import SAFE_METHODS

log = logging.getLogger("lintbox.http")
# nginx's status for a request whose client closed the connection before the response; never sent
CLIENT_CLOSED = 499
_METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}


def begin(request: Request) -> None:
    request.ctx.request_id = secrets.token_hex(8)
    request.ctx.started = time.perf_counter()
    request.ctx.is_logged = False
    current_request.set(request.ctx.request_id)


async def log_response(request: Request, response: BaseHTTPResponse) -> None:
    _log(request, response.status)


def log_lost(request: Request) -> None:
    """Log a request whose connection was closed before the response.

    A stream that ends when its reader leaves was logged when it began.
    """
    if not getattr(request.ctx, "is_logged", False):
        _log(request, CLIENT_CLOSED)


def _log(request: Request, status: int) -> None:
    now = time.perf_counter()
    seconds = now - getattr(request.ctx, "started", now)
    route = name_route(request)
    request.ctx.is_logged = True
    # clients choose the method: each unknown one would become a time series
    method = request.method if request.method in _METHODS else "other"
    # successful reads are too many for the log
    level = logging.DEBUG if method in SAFE_METHODS and status < 400 else logging.INFO
    log.log(level, "%s %s %d in %.0f ms", method, route, status, seconds * 1000)
    if request.app.ctx.metrics:
        request.app.ctx.metrics.count(method, route, status, seconds)


def name_route(request: Request) -> str:
    """Return the route's template, never the path, which contains ids and is chosen by the client."""
    route = request.route
    return "/" + re.sub(r"<(\w+)(:\w+)?>", r"{\1}", route.path) if route else "none"
