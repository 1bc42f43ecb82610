"""Checks of text that is being typed; nothing is stored."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from sanic import HTTPResponse, Request

from lintbox.domain import NotSignedIn, ProblemCode, Upload, UploadBuilder, User
from lintbox.services import files, live_checks
from lintbox.services.round_robin import Requester
from lintbox.web.budgets import hold_live_check, release_network
from lintbox.web.context import context_of, get_client_network, get_user
from lintbox.web.routes import Route, json_response, read_body
from lintbox.web.schemas.live_checks import LiveCheckIn, ReportOut, present_report
from lintbox.web.uploads import read_form

_JSON_MARGIN_BYTES = 64 * 1024
# JSON may write a byte of the content as six: \u0001
_JSON_FACTOR = 6


class _Asked(NamedTuple):
    upload: Upload
    profile: str | None
    python: str | None


async def check_content(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await _find_user(request)
    requester = Requester(get_client_network(request), user.id if user else "")
    is_form = request.headers.get("content-type", "").startswith("multipart/")
    limit = context.settings.upload_max_bytes
    await hold_live_check(request, requester, limit if is_form else _measure_json(limit))
    asked = await (_read_form(request) if is_form else _read_json(request))
    release_network(request)
    prepared = await context.db.read(
        live_checks.prepare,
        context.settings,
        user.id if user else None,
        asked.upload,
        asked.profile,
        asked.python,
        await context.linter.wait_for_tools(),
    )
    report = prepared.known or await context.live_checks.check(requester, prepared)
    # thousands of findings would block the event loop
    return await asyncio.to_thread(lambda: json_response(present_report(report)))


async def _find_user(request: Request) -> User | None:
    """Return the signed-in user; None for a visitor.

    Raises:
        NotSignedIn: the setting does not admit visitors.
    """
    try:
        return await get_user(request)
    except NotSignedIn:
        if context_of(request).settings.public_try == "off":
            raise
        return None


async def _read_json(request: Request) -> _Asked:
    limit = context_of(request).settings.upload_max_bytes
    body = await read_body(request, LiveCheckIn, _measure_json(limit))
    builder = UploadBuilder(body.name, limit)
    builder.feed(body.content.encode())
    return _Asked(builder.build(), body.profile, body.python)


def _measure_json(limit: int) -> int:
    """Return the most bytes that a content of ``limit`` bytes takes in JSON."""
    return _JSON_FACTOR * limit + _JSON_MARGIN_BYTES


async def _read_form(request: Request) -> _Asked:
    form = await read_form(request, context_of(request).settings, 1)
    if not form.files:
        raise files.no_file()
    return _Asked(form.files[0], form.profile or None, form.python or None)


ROUTES = (
    Route(
        "POST",
        "/check",
        check_content,
        "Check a text; nothing is stored",
        {200: ReportOut},
        (
            ProblemCode.NO_FILE,
            ProblemCode.NOT_PYTHON,
            ProblemCode.TOO_MANY_LINES,
            ProblemCode.TOO_MANY_FILES,
            ProblemCode.BAD_NAME,
        ),
        body=LiveCheckIn,
        upload="file",
    ),
)
