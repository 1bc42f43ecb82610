"""Files and their checks: list, upload, replace, delete, check again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sanic import HTTPResponse, Request

from lintbox.domain import Change, CheckState, Invalid, ProblemCode
from lintbox.services import checks, files, profiles
from lintbox.web.context import Context, context_of, get_user
from lintbox.web.downloads import file_response
from lintbox.web.representations import find_tags
from lintbox.web.routes import Route, empty_response, json_response, read_body, read_query
from lintbox.web.schemas.checks import CheckOut, present_check
from lintbox.web.schemas.files import (
    OF_PROFILE,
    FileOut,
    FileProfileIn,
    FilesOut,
    ListQuery,
    OutdatedOut,
    QueuedOut,
    RecheckQuery,
    RejectionOut,
    UploadOut,
    UploadQuery,
    present_counts,
    present_file,
    present_summary,
)
from lintbox.web.uploads import read_uploads


async def list_files(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    query = read_query(request, ListQuery)
    states = parse_states(query.state)

    def render() -> HTTPResponse:
        page, cursor = files.list_page(
            user.id, query.sort, states, query.q.strip(), query.cursor, query.limit
        )
        return json_response(
            FilesOut(
                files=[present_summary(file) for file in page.files],
                next=cursor,
                total=count_states(page.counts, states),
                counts=present_counts(page.counts),
            )
        )

    return await context.db.read(render)  # see ``show_file``


async def upload_files(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    query = read_query(request, UploadQuery)
    form = await read_uploads(request, user.id, context.settings, context.settings.upload_max_files)
    python = await _validate_python(context, form.python)
    added = await context.db.run_to_end(
        files.add, context.settings, user.id, form.files, context.clock(), query.profile, python, form.batch
    )
    for file in added.files:
        publish_queued(context, user.id, file.id, Change.CREATED)
    rejected = [RejectionOut.model_validate(rejection) for rejection in added.rejected]
    summaries = [present_summary(file) for file in added.files]
    same_name = {file_id: list(earlier) for file_id, earlier in added.same_name.items()}
    return json_response(UploadOut(files=summaries, rejected=rejected, same_name=same_name), 201)


async def show_file(request: Request, file_id: str) -> HTTPResponse:
    user = await get_user(request)
    # rendered on a reader thread: thousands of findings would block the event loop
    return await context_of(request).db.read(lambda: json_response(present_file(files.get(user.id, file_id))))


async def replace_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.read(files.get, user.id, file_id)  # 404 for another user's, before the body is read
    form = await read_uploads(request, user.id, context.settings, 1)
    if not form.files:
        raise files.no_file()
    python = await _validate_python(context, form.python)
    file = await context.db.run_to_end(
        files.replace,
        context.settings,
        user.id,
        file_id,
        form.files[0],
        context.clock(),
        python,
        _read_if_match(request),
        form.batch,
    )
    context.checks_voided.set()
    publish_queued(context, user.id, file.id, Change.UPDATED)
    return json_response(present_file(file))


def _read_if_match(request: Request) -> Collection[str] | None:
    """Return the SHA-256s in the header If-Match; None if the content may be any (RFC 9110 13.1.1)."""
    tags = find_tags(request, "if-match")
    return None if tags is None or "*" in tags else [tag.strip('"') for tag in tags]


async def delete_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.run_to_end(files.delete, user.id, file_id, _read_if_match(request))
    publish_deleted(context, user.id, file_id)
    return empty_response()


async def download_file(request: Request, file_id: str) -> HTTPResponse:
    user = await get_user(request)
    name, data = await context_of(request).db.read(files.read_content, user.id, file_id)
    return file_response(name, data)


async def set_file_profile(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.read(files.get, user.id, file_id)  # 404 for another user's, before the body is read
    body = await read_body(request, FileProfileIn)
    await context.db.run_to_end(profiles.choose, user.id, file_id, body.profile)
    context.events.publish(user.id, file_id, Change.UPDATED)
    return await context.db.read(lambda: json_response(present_file(files.get(user.id, file_id))))


async def recheck_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    query = read_query(request, RecheckQuery)
    wanted = None if query.python == OF_PROFILE else query.python
    python = checks.KEEP if query.python is None else await _validate_python(context, wanted)
    file = await context.db.run_to_end(
        checks.request, context.settings, user.id, file_id, context.clock(), python, query.batch
    )
    publish_queued(context, user.id, file_id, Change.UPDATED)
    return json_response(present_check(file.checks[0], file.name), 201)


async def show_check(request: Request, file_id: str, check_id: str) -> HTTPResponse:
    user = await get_user(request)
    return await context_of(request).db.read(
        lambda: json_response(present_check(*checks.get(user.id, file_id, check_id)))
    )


async def count_outdated(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    tools = await context.linter.wait_for_tools()
    outdated = await context.db.read(checks.list_outdated, user.id, tools)
    return json_response(
        OutdatedOut(by_profile=len(outdated.by_profile), by_versions=len(outdated.by_versions))
    )


async def recheck_outdated(request: Request) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    tools = await context.linter.wait_for_tools()
    queued = await context.db.run_to_end(
        checks.request_outdated, context.settings, user.id, tools, context.clock()
    )
    for file_id in queued:
        publish_queued(context, user.id, file_id, Change.UPDATED)
    return json_response(QueuedOut(queued=len(queued)), 202)


async def _validate_python(context: Context, python: str | None) -> str | None:
    """Return the version that the request asks for; None for the one of the profile.

    Raises:
        Invalid: no Python of this version is there.
    """
    return profiles.validate_python(python, await context.linter.wait_for_tools()) if python else None


def count_states(counts: Mapping[CheckState, int], states: Collection[CheckState]) -> int:
    return sum(count for state, count in counts.items() if not states or state in states)


def publish_queued(context: Context, user_id: str, file_id: str, change: Change) -> None:
    """Wake the checking task, and tell the user's pages of the change."""
    context.checks_queued.set()
    context.events.publish(user_id, file_id, change)


def publish_deleted(context: Context, user_id: str, file_id: str) -> None:
    """End the check of the file, and tell the user's pages of the change."""
    context.checks_voided.set()
    context.events.publish(user_id, file_id, Change.DELETED)


def parse_states(text: str) -> set[CheckState]:
    try:
        return {CheckState(word.strip()) for word in text.split(",") if word.strip()}
    except ValueError:
        raise Invalid({"state": f"Not a state. There are {', '.join(CheckState)}."}) from None


_UPLOAD = (
    ProblemCode.NO_FILE,
    ProblemCode.NOT_PYTHON,
    ProblemCode.TOO_MANY_LINES,
    ProblemCode.BAD_NAME,
    ProblemCode.TOO_MANY_FILES,
    ProblemCode.QUOTA,
)
_FILE = "/files/<file_id:str>"

ROUTES = (
    Route("GET", "/files", list_files, "List your files", {200: FilesOut}, query=ListQuery),
    Route(
        "POST",
        "/files",
        upload_files,
        "Upload files; each one is checked",
        {201: UploadOut},
        _UPLOAD,
        query=UploadQuery,
        upload="files",
    ),
    Route("GET", _FILE, show_file, "Show a file with its checks", {200: FileOut}),
    Route(
        "PATCH",
        _FILE,
        replace_file,
        "Replace the content; earlier checks are deleted",
        {200: FileOut},
        (*_UPLOAD, ProblemCode.CHANGED),
        upload="file",
        headers=("If-Match",),
    ),
    Route(
        "DELETE",
        _FILE,
        delete_file,
        "Delete a file",
        {204: None},
        (ProblemCode.CHANGED,),
        headers=("If-Match",),
    ),
    Route("GET", f"{_FILE}/content", download_file, "Download the exact bytes", {200: "text/plain"}),
    Route(
        "PUT",
        f"{_FILE}/profile",
        set_file_profile,
        "Choose the profile of later checks; null for your default",
        {200: FileOut},
        body=FileProfileIn,
    ),
    Route(
        "POST",
        f"{_FILE}/checks",
        recheck_file,
        "Check the same content again, with another Python if one is given",
        {201: CheckOut},
        query=RecheckQuery,
    ),
    Route(
        "GET", f"{_FILE}/checks/<check_id:str>", show_check, "Show a check with its findings", {200: CheckOut}
    ),
    Route(
        "GET",
        "/checks/outdated",
        count_outdated,
        "Count the files whose result a new check could change",
        {200: OutdatedOut},
    ),
    Route("POST", "/checks/outdated", recheck_outdated, "Check these files again", {202: QueuedOut}),
)
