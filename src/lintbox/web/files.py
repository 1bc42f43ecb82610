"""Files and their checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote

from sanic import HTTPResponse, Request

from lintbox.domain import Change, CheckState, Invalid, ProblemCode, Rejected
from lintbox.services import checks, files, profiles
from lintbox.web.context import Context, context_of, find_user
from lintbox.web.routes import READS_JSON, Route, give, give_nothing, read_body, read_query
from lintbox.web.schemas.checks import CheckOut, OutdatedOut, QueuedOut, present_check
from lintbox.web.schemas.files import (
    AddedOut,
    FileOut,
    FileProfile,
    FilesOut,
    ListQuery,
    RejectionOut,
    UploadQuery,
    present_counts,
    present_file,
    present_summary,
)
from lintbox.web.uploads import read_uploads


async def list_files(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    query = read_query(request, ListQuery)
    states = read_states(query.state)

    def render() -> HTTPResponse:
        page, cursor = files.list_page(
            user.id, query.sort, states, query.q.strip(), query.cursor, query.limit
        )
        return give(
            FilesOut(
                files=[present_summary(file) for file in page.files],
                next=cursor,
                total=count_in(page.counts, states),
                counts=present_counts(page.counts),
            )
        )

    return await context.db.read(render)  # as in ``show``


async def add(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    query = read_query(request, UploadQuery)
    uploads = await read_uploads(request, user.id, context.settings, context.settings.upload_max_files)
    added = await context.db.run(
        files.add, context.settings, user.id, uploads, context.clock(), query.profile
    )
    for file in added.files:
        announce(context, user.id, file.id, Change.CREATED)
    rejected = [RejectionOut.model_validate(rejection) for rejection in added.rejected]
    summaries = [present_summary(file) for file in added.files]
    same_name = {file_id: list(earlier) for file_id, earlier in added.same_name.items()}
    return give(AddedOut(files=summaries, rejected=rejected, same_name=same_name), 201)


async def show(request: Request, file_id: str) -> HTTPResponse:
    user = await find_user(request)
    # on the reader's thread: thousands of findings would keep the event loop from everybody else
    return await context_of(request).db.read(lambda: give(present_file(files.get(user.id, file_id))))


async def replace(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    await context.db.read(files.get, user.id, file_id)  # somebody else's: 404 before anything is read
    uploads = await read_uploads(request, user.id, context.settings, 1)
    if not uploads:
        raise Rejected(
            ProblemCode.NO_FILE, 'There is no file in the request: send one part with the name "file".'
        )
    file = await context.db.run(
        files.replace, context.settings, user.id, file_id, uploads[0], context.clock()
    )
    announce(context, user.id, file.id, Change.UPDATED)
    return give(present_file(file))


async def delete(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    await context.db.run(files.delete, user.id, file_id)
    context.events.publish(user.id, file_id, Change.DELETED)
    return give_nothing()


async def download(request: Request, file_id: str) -> HTTPResponse:
    user = await find_user(request)
    name, data = await context_of(request).db.read(files.read_content, user.id, file_id)
    return give_content(name, data)


async def choose_profile(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    await context.db.read(files.get, user.id, file_id)  # somebody else's: 404 before anything is read
    body = await read_body(request, FileProfile)
    await context.db.run(profiles.choose, user.id, file_id, body.profile)
    context.events.publish(user.id, file_id, Change.UPDATED)
    return await context.db.read(lambda: give(present_file(files.get(user.id, file_id))))


async def check_again(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    file = await context.db.run(checks.request, context.settings, user.id, file_id, context.clock())
    announce(context, user.id, file_id, Change.UPDATED)
    return give(present_check(file.checks[0], file.name), 201)


async def show_check(request: Request, file_id: str, check_id: str) -> HTTPResponse:
    user = await find_user(request)
    return await context_of(request).db.read(
        lambda: give(present_check(*checks.get(user.id, file_id, check_id)))
    )


async def count_outdated(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    outdated = await context.db.read(checks.list_outdated, user.id, context.tool)
    return give(OutdatedOut(by_profile=len(outdated.by_profile), by_versions=len(outdated.by_versions)))


async def check_outdated(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await find_user(request)
    queued = await context.db.run(
        checks.request_outdated, context.settings, user.id, context.tool, context.clock()
    )
    for file_id in queued:
        announce(context, user.id, file_id, Change.UPDATED)
    return give(QueuedOut(queued=len(queued)), 202)


def give_content(name: str, data: bytes) -> HTTPResponse:
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._- " else "_" for c in name)
    headers = {
        # RFC 6266: the plain name for old programs, the true one beside it
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HTTPResponse(data, headers=headers, content_type="text/plain; charset=utf-8")


def count_in(counts: Mapping[CheckState, int], states: Collection[CheckState]) -> int:
    return sum(count for state, count in counts.items() if not states or state in states)


def announce(context: Context, user_id: str, file_id: str, change: Change) -> None:
    context.checks_queued.set()
    context.events.publish(user_id, file_id, change)


def read_states(text: str) -> set[CheckState]:
    try:
        return {CheckState(word.strip()) for word in text.split(",") if word.strip()}
    except ValueError:
        raise Invalid({"state": f"Not a state. There are {', '.join(CheckState)}."}) from None


_UPLOAD = (
    ProblemCode.NO_FILE,
    ProblemCode.TOO_LARGE,
    ProblemCode.TOO_SLOW,
    ProblemCode.NOT_PYTHON,
    ProblemCode.TOO_MANY_LINES,
    ProblemCode.BAD_NAME,
    ProblemCode.TOO_MANY_FILES,
    ProblemCode.BAD_REQUEST,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.QUOTA,
    ProblemCode.DISK_FULL,
    ProblemCode.INVALID,
    ProblemCode.CROSS_ORIGIN,
)
_FILE = "/files/<file_id:str>"

ROUTES = (
    Route(
        "GET",
        "/files",
        list_files,
        "List your files",
        {200: FilesOut},
        (ProblemCode.INVALID,),
        query=ListQuery,
    ),
    Route(
        "POST",
        "/files",
        add,
        "Upload files; each is checked",
        {201: AddedOut},
        _UPLOAD,
        query=UploadQuery,
        upload="files",
    ),
    Route("GET", _FILE, show, "A file with its checks", {200: FileOut}, (ProblemCode.NOT_FOUND,)),
    Route(
        "PATCH",
        _FILE,
        replace,
        "Replace the content; earlier checks go",
        {200: FileOut},
        (*_UPLOAD, ProblemCode.NOT_FOUND),
        upload="file",
    ),
    Route(
        "DELETE",
        _FILE,
        delete,
        "Delete the file",
        {204: None},
        (ProblemCode.NOT_FOUND, ProblemCode.CROSS_ORIGIN),
    ),
    Route(
        "GET", f"{_FILE}/content", download, "The exact bytes", {200: "text/plain"}, (ProblemCode.NOT_FOUND,)
    ),
    Route(
        "PUT",
        f"{_FILE}/profile",
        choose_profile,
        "Choose what the next checks are made with; null is your default",
        {200: FileOut},
        (*READS_JSON, ProblemCode.NOT_FOUND),
        body=FileProfile,
    ),
    Route(
        "POST",
        f"{_FILE}/checks",
        check_again,
        "Check the same content again",
        {201: CheckOut},
        (ProblemCode.NOT_FOUND, ProblemCode.TOO_MANY, ProblemCode.DISK_FULL, ProblemCode.CROSS_ORIGIN),
    ),
    Route(
        "GET",
        f"{_FILE}/checks/<check_id:str>",
        show_check,
        "One check with its findings",
        {200: CheckOut},
        (ProblemCode.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/checks/outdated",
        count_outdated,
        "How many files a check now could say something else of",
        {200: OutdatedOut},
    ),
    Route(
        "POST",
        "/checks/outdated",
        check_outdated,
        "Check all these again",
        {202: QueuedOut},
        (ProblemCode.TOO_MANY, ProblemCode.DISK_FULL, ProblemCode.CROSS_ORIGIN),
    ),
)
