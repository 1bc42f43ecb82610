"""Results as files for other tools: one file, a selection, or all that match a filter."""

from __future__ import annotations

import asyncio
from functools import partial

from sanic import Request

from lintbox import explanations
from lintbox.domain import Invalid, ProblemCode
from lintbox.exports import html
from lintbox.exports.formats import FORMATS
from lintbox.services import exports
from lintbox.services.exports import Export, Filter
from lintbox.web.budgets import hold_export
from lintbox.web.context import context_of, get_user
from lintbox.web.downloads import stream_file
from lintbox.web.files import parse_states
from lintbox.web.routes import Route, read_query
from lintbox.web.schemas.exports import ExportFileQuery, ExportFilesQuery


async def export_file(request: Request, file_id: str) -> None:
    context = context_of(request)
    user = await get_user(request)
    wanted = read_query(request, ExportFileQuery).format
    base_url = context.link_builder.base_url
    export = await context.db.read(exports.begin_file, user.id, file_id, wanted, base_url, context.clock())
    await _send(request, user.id, export)


async def export_files(request: Request) -> None:
    context = context_of(request)
    user = await get_user(request)
    query = read_query(request, ExportFilesQuery)
    chosen = Filter(parse_states(query.state), query.q.strip(), _parse_ids(query.ids))
    base_url = context.link_builder.base_url
    export = await context.db.read(exports.begin, user.id, chosen, query.format, base_url, context.clock())
    await _send(request, user.id, export)


async def _send(request: Request, user_id: str, export: Export) -> None:
    """Stream the export. Each piece is made on the reader thread, between other requests."""
    await hold_export(request, user_id)
    # parsed by the first export: it would hold up the reader thread
    await asyncio.to_thread(explanations.all_codes)
    kind = export.format.media_type
    # JSON is always UTF-8 (RFC 8259 8.1), XML names its encoding itself
    content_type = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    policy = html.CONTENT_SECURITY_POLICY if kind == "text/html" else "default-src 'none'"
    take = partial(context_of(request).db.read, export.take)
    await stream_file(request, export.name, content_type, take, policy)


def _parse_ids(text: str) -> set[str]:
    ids = {part.strip() for part in text.split(",") if part.strip()}
    if len(ids) > exports.MAX_IDS:
        raise Invalid(
            {"ids": f"{exports.MAX_IDS} ids are the most. Use state and q, or leave ids out for all files."}
        )
    return ids


_MEDIA_TYPES = tuple(dict.fromkeys(one.media_type for one in FORMATS.values()))
_PROBLEMS = (ProblemCode.NOT_FOUND, ProblemCode.UNKNOWN_FORMAT, ProblemCode.TOO_LARGE)

ROUTES = (
    Route(
        "GET",
        "/files/<file_id:str>/export",
        export_file,
        "Export the newest result of a file",
        {200: _MEDIA_TYPES},
        _PROBLEMS,
        query=ExportFileQuery,
    ),
    Route(
        "GET",
        "/files/export",
        export_files,
        "Export the newest results of all files, or of those that match",
        {200: _MEDIA_TYPES},
        _PROBLEMS,
        query=ExportFilesQuery,
    ),
)
