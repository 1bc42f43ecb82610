"""The files of everybody; their text only for who says that he looks."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import Change, ProblemCode
from lintbox.services.admin import files
from lintbox.web.admin.schemas.files import (
    AllFilesOut,
    AllFilesQuery,
    OwnedFileOut,
    present_owned,
    present_owned_summary,
)
from lintbox.web.context import context_of, find_admin
from lintbox.web.files import announce, count_in, give_content, read_states
from lintbox.web.routes import Route, give, give_nothing, read_query
from lintbox.web.schemas.checks import CheckOut, present_check
from lintbox.web.schemas.files import present_counts


async def list_all_files(request: Request) -> HTTPResponse:
    await find_admin(request)
    query = read_query(request, AllFilesQuery)
    states = read_states(query.state)

    def render() -> HTTPResponse:
        listed = files.list_page(query.user, query.sort, states, query.q.strip(), query.cursor, query.limit)
        return give(
            AllFilesOut(
                files=[present_owned_summary(owned) for owned in listed.files],
                next=listed.next,
                total=count_in(listed.page.counts, states),
                counts=present_counts(listed.page.counts),
                users=listed.totals.users,
                bytes=listed.totals.bytes,
            )
        )

    # on the reader's thread: hundreds of rows would keep the event loop from everybody else
    return await context_of(request).db.read(render)


async def show_any_file(request: Request, file_id: str) -> HTTPResponse:
    await find_admin(request)
    return await context_of(request).db.read(lambda: give(present_owned(files.get(file_id))))


async def show_any_check(request: Request, file_id: str, check_id: str) -> HTTPResponse:
    await find_admin(request)
    return await context_of(request).db.read(lambda: give(present_check(*files.get_check(file_id, check_id))))


async def look_at_any_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    return give_content(*await context.db.run(files.look_at, actor, file_id, context.clock()))


async def check_any_file_again(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    file, owner = await context.db.run(files.check_again, context.settings, actor, file_id, context.clock())
    announce(context, owner.id, file_id, Change.UPDATED)
    return give(present_check(file.checks[0], file.name), 201)


async def delete_any_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    owner = await context.db.run(files.delete, actor, file_id, context.clock())
    context.events.publish(owner.id, file_id, Change.DELETED)
    return give_nothing()


_FILE = "/admin/files/<file_id:str>"
_CHANGES = (ProblemCode.NOT_FOUND, ProblemCode.CROSS_ORIGIN)

ROUTES = (
    Route(
        "GET",
        "/admin/files",
        list_all_files,
        "List the files of everybody",
        {200: AllFilesOut},
        query=AllFilesQuery,
    ),
    Route(
        "GET",
        _FILE,
        show_any_file,
        "Somebody's file with its checks, without its text",
        {200: OwnedFileOut},
        (ProblemCode.NOT_FOUND,),
    ),
    Route(
        "POST",
        f"{_FILE}/content",
        look_at_any_file,
        "The exact bytes; that they were looked at is in the audit",
        {200: "text/plain"},
        _CHANGES,
    ),
    Route(
        "POST",
        f"{_FILE}/checks",
        check_any_file_again,
        "Check the same content again",
        {201: CheckOut},
        (*_CHANGES, ProblemCode.TOO_MANY, ProblemCode.DISK_FULL),
    ),
    Route(
        "GET",
        f"{_FILE}/checks/<check_id:str>",
        show_any_check,
        "One check of somebody's file with its findings",
        {200: CheckOut},
        (ProblemCode.NOT_FOUND,),
    ),
    Route("DELETE", _FILE, delete_any_file, "Delete somebody's file", {204: None}, _CHANGES),
)
