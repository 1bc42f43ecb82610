"""The server's version, limits and settings that pages need, and the API description."""

from __future__ import annotations

import asyncio

from sanic import HTTPResponse, Request

from lintbox import __version__
from lintbox.domain import FINDINGS_KEPT
from lintbox.hosts import display_host
from lintbox.web.context import context_of
from lintbox.web.routes import Route, json_response
from lintbox.web.schemas.checks import ToolOut
from lintbox.web.schemas.server import AboutOut, LimitsOut


async def show_about(request: Request) -> HTTPResponse:
    context = context_of(request)
    settings = context.settings
    return json_response(
        AboutOut(
            version=__version__,
            mail=context.mail,
            registration=settings.registration,
            registration_domains=list(map(display_host, settings.registration_domains)),
            sharing=settings.sharing == "on",
            public_try=settings.public_try == "on",
            limits=LimitsOut(
                kept_versions=settings.keep_versions,
                file_bytes=settings.upload_max_bytes,
                file_lines=settings.upload_max_lines,
                upload_files=settings.upload_max_files,
                findings=FINDINGS_KEPT,
            ),
            tool=ToolOut.model_validate(context.tool),
        )
    )


async def show_description(request: Request) -> HTTPResponse:
    shared = request.app.ctx
    if shared.description is None:
        shared.description = await asyncio.to_thread(shared.describe)
    return HTTPResponse(shared.description, content_type="application/json")


ROUTES = (
    Route(
        "GET",
        "/about",
        show_about,
        "Show version, limits and registration mode",
        {200: AboutOut},
        signed_in=False,
    ),
    Route(
        "GET",
        "/openapi.json",
        show_description,
        "This API description",
        {200: "application/json"},
        signed_in=False,
    ),
)
