"""The audit log."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.services.admin import audit
from lintbox.web.admin.schemas.audit import AuditOut, AuditQuery, present_entry
from lintbox.web.context import context_of, get_admin
from lintbox.web.routes import Route, json_response, read_query


async def list_audit(request: Request) -> HTTPResponse:
    await get_admin(request)
    query = read_query(request, AuditQuery)
    page, cursor = await context_of(request).db.read(audit.list_page, query.user, query.cursor, query.limit)
    return json_response(
        AuditOut(rows=[present_entry(entry) for entry in page.entries], next=cursor, total=page.total)
    )


ROUTES = (
    Route(
        "GET",
        "/admin/audit",
        list_audit,
        "List the audit log, newest first",
        {200: AuditOut},
        query=AuditQuery,
    ),
)
