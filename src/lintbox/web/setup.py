"""The first administrator, by the link that the start prints."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.services import setup
from lintbox.web.accounts import give_session
from lintbox.web.context import context_of, find_network
from lintbox.web.routes import READS_JSON, Route, give, read_body
from lintbox.web.schemas.accounts import NewAdmin, SessionOut, SetupOut, Token


async def show_setup(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, Token)
    ends_at = await context.db.read(setup.judge_token, body.token, context.clock())
    return give(
        SetupOut(
            expires_at=ends_at,
            url=context.link_builder.base_url,
            listening=context.listening,
            data_dir=str(context.settings.data_dir.resolve()),
            mail=context.mail,
            registration=context.settings.registration,
        )
    )


async def set_up(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, NewAdmin)
    signed_in = await setup.make_admin(
        context.db,
        context.passwords,
        body.token,
        body.email,
        body.password,
        find_network(request),
        context.clock(),
    )
    return await give_session(request, signed_in, 201)


ROUTES = (
    Route(
        "POST",
        "/setup/link",
        show_setup,
        "What the set-up link is for, while it works",
        {200: SetupOut},
        (*READS_JSON, ProblemCode.TOKEN_INVALID),
        body=Token,
        signed_in=False,
    ),
    Route(
        "POST",
        "/setup",
        set_up,
        "Make the first administrator, and sign in",
        {201: SessionOut},
        (*READS_JSON, ProblemCode.TOKEN_INVALID, ProblemCode.TOO_MANY, ProblemCode.BUSY),
        body=NewAdmin,
        signed_in=False,
    ),
)
