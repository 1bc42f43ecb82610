"""The files of all users. Reading another user's source is audited."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import Change
from lintbox.services.admin import files
from lintbox.web.admin.schemas.files import (
    AllFilesOut,
    AllFilesQuery,
    OwnedFileOut,
    present_owned,
    present_owned_summary,
)
from lintbox.web.context import context_of, get_admin
from lintbox.web.downloads import file_response
from lintbox.web.files import count_states, parse_states, publish_deleted, publish_queued
from lintbox.web.routes import Route, empty_response, json_response, read_query
from lintbox.web.schemas.checks import CheckOut, present_check
from lintbox.web.schemas.files import BatchQuery, present_counts


async def list_all_files(request: Request) -> HTTPResponse:
    await get_admin(request)
    query = read_query(request, AllFilesQuery)
    states = parse_states(query.state)

    def render() -> HTTPResponse:
        listed = files.list_page(query.user, query.sort, states, query.q.strip(), query.cursor, query.limit)
        return json_response(
            AllFilesOut(
                files=[present_owned_summary(owned) for owned in listed.files],
                next=listed.next,
                total=count_states(listed.page.counts, states),
                counts=present_counts(listed.page.counts),
                users=listed.totals.users,
                bytes=listed.totals.bytes,
            )
        )

    # rendered on a reader thread: hundreds of rows would block the event loop
    return await context_of(request).db.read(render)


async def show_any_file(request: Request, file_id: str) -> HTTPResponse:
    await get_admin(request)
    return await context_of(request).db.read(lambda: json_response(present_owned(files.get(file_id))))


async def show_any_check(request: Request, file_id: str, check_id: str) -> HTTPResponse:
    await get_admin(request)
    return await context_of(request).db.read(
        lambda: json_response(present_check(*files.get_check(file_id, check_id)))
    )


async def read_any_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    return file_response(*await context.db.run(files.read_content_audited, actor, file_id, context.clock()))


async def recheck_any_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    query = read_query(request, BatchQuery)
    file, owner = await context.db.run_to_end(
        files.check_again, context.settings, actor, file_id, context.clock(), query.batch
    )
    publish_queued(context, owner.id, file_id, Change.UPDATED)
    return json_response(present_check(file.checks[0], file.name), 201)


async def delete_any_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    owner = await context.db.run_to_end(files.delete, actor, file_id, context.clock())
    publish_deleted(context, owner.id, file_id)
    return empty_response()


_FILE = "/admin/files/<file_id:str>"

ROUTES = (
    Route(
        "GET",
        "/admin/files",
        list_all_files,
        "List the files of all users",
        {200: AllFilesOut},
        query=AllFilesQuery,
    ),
    Route(
        "GET",
        _FILE,
        show_any_file,
        "Show a user's file with its checks, without its source",
        {200: OwnedFileOut},
    ),
    Route(
        "POST",
        f"{_FILE}/content",
        read_any_file,
        "Read the exact bytes; reading them is audited",
        {200: "text/plain"},
    ),
    Route(
        "POST",
        f"{_FILE}/checks",
        recheck_any_file,
        "Check the same content again",
        {201: CheckOut},
        query=BatchQuery,
    ),
    Route(
        "GET",
        f"{_FILE}/checks/<check_id:str>",
        show_any_check,
        "Show a check of a user's file with its findings",
        {200: CheckOut},
    ),
    Route("DELETE", _FILE, delete_any_file, "Delete a user's file", {204: None}),
)
