"""Repairs of a file, made and checked in a worker; the user accepts them by replacing the file."""

from __future__ import annotations

import asyncio

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode, Rejected
from lintbox.services import files, fixes
from lintbox.web.budgets import hold_fix
from lintbox.web.context import context_of, get_user
from lintbox.web.routes import Route, json_response, read_body
from lintbox.web.schemas.fixes import FixesIn, FixesOut, present_fixes


async def fix_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.read(files.get, user.id, file_id)  # 404 for another user's, before the body is read
    body = await read_body(request, FixesIn)
    wanted = fixes.validate([] if body.codes == "all" else body.codes, body.line)
    await hold_fix(request, user.id)
    subject = await context.db.run(fixes.begin, context.settings, user.id, file_id, context.clock())
    # ends with its client: a cancelled job kills its worker
    found = await context.linter.fix(subject.name, subject.data, subject.profile, wanted)
    if found.refusal:
        raise Rejected(ProblemCode.NOT_FIXABLE, found.refusal)
    # in a thread: content and diff may have megabytes
    return await asyncio.to_thread(lambda: json_response(present_fixes(found, subject.sha256)))


ROUTES = (
    Route(
        "POST",
        "/files/<file_id:str>/fixes",
        fix_file,
        "Repair findings with autopep8 and autoflake; nothing is stored",
        {200: FixesOut},
        (ProblemCode.NOT_FIXABLE,),
        body=FixesIn,
    ),
)
