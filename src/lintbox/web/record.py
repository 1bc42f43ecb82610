"""What is kept of a request: its id, and how long it took."""

from __future__ import annotations

import re
import secrets
import time

from sanic import Request
from sanic.response import BaseHTTPResponse


def begin(request: Request) -> None:
    request.ctx.request_id = secrets.token_hex(8)
    request.ctx.begun = time.perf_counter()


async def note(request: Request, response: BaseHTTPResponse) -> None:
    metrics = request.app.ctx.metrics
    if metrics:
        seconds = time.perf_counter() - getattr(request.ctx, "begun", time.perf_counter())
        metrics.count(request.method, name_route(request), response.status, seconds)


def name_route(request: Request) -> str:
    """Return the template and never the path: a path holds ids, and strangers choose it."""
    route = request.route
    return "/" + re.sub(r"<(\w+)(:\w+)?>", r"{\1}", route.path) if route else "none"
