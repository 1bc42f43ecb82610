"""Earlier versions of files: listed, read, deleted."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import Change
from lintbox.services import versions
from lintbox.web.context import context_of, get_user
from lintbox.web.downloads import file_response
from lintbox.web.routes import Route, empty_response, json_response
from lintbox.web.schemas.versions import (
    VersionOut,
    VersionsOut,
    present_version,
    present_version_summary,
)


async def list_versions(request: Request, file_id: str) -> HTTPResponse:
    user = await get_user(request)
    listed = await context_of(request).db.read(versions.list_of_file, user.id, file_id)
    return json_response(VersionsOut(versions=[present_version_summary(version) for version in listed]))


async def show_version(request: Request, file_id: str, version_id: str) -> HTTPResponse:
    user = await get_user(request)
    # rendered on a reader thread: thousands of findings would block the event loop
    return await context_of(request).db.read(
        lambda: json_response(present_version(versions.get(user.id, file_id, version_id)))
    )


async def download_version(request: Request, file_id: str, version_id: str) -> HTTPResponse:
    user = await get_user(request)
    read = context_of(request).db.read
    return file_response(*await read(versions.read_content, user.id, file_id, version_id))


async def delete_version(request: Request, file_id: str, version_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.run_to_end(versions.delete, user.id, file_id, version_id)
    context.events.publish(user.id, file_id, Change.UPDATED)
    return empty_response()


_VERSIONS = "/files/<file_id:str>/versions"
_VERSION = f"{_VERSIONS}/<version_id:str>"

ROUTES = (
    Route("GET", _VERSIONS, list_versions, "List the earlier versions of the file", {200: VersionsOut}),
    Route("GET", _VERSION, show_version, "Show an earlier version with its findings", {200: VersionOut}),
    Route("DELETE", _VERSION, delete_version, "Delete an earlier version", {204: None}),
    Route(
        "GET",
        f"{_VERSION}/content",
        download_version,
        "Download the exact bytes of an earlier version",
        {200: "text/plain"},
    ),
)
