"""Creating the first administrator with the set-up link printed at start."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.services import setup
from lintbox.web.accounts import start_session
from lintbox.web.budgets import release_network
from lintbox.web.context import context_of, get_client_network
from lintbox.web.routes import Route, json_response, read_body
from lintbox.web.schemas.accounts import NewAdminIn, SessionOut, SetupOut, TokenIn


async def show_setup_link(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, TokenIn)
    expires_at = await context.db.read(setup.validate_token, body.token, context.clock())
    return json_response(
        SetupOut(
            expires_at=expires_at,
            url=context.link_builder.base_url,
            listening=context.listening,
            data_dir=str(context.settings.data_dir.resolve()),
            mail=context.mail,
            registration=context.settings.registration,
        )
    )


async def create_first_admin(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, NewAdminIn)
    release_network(request)
    signed_in = await setup.create_admin(
        context.db,
        context.passwords,
        body.token,
        body.email,
        body.password,
        get_client_network(request),
        context.clock(),
    )
    return await start_session(request, signed_in, 201)


ROUTES = (
    Route(
        "POST",
        "/setup/link",
        show_setup_link,
        "Describe the server that a valid set-up link belongs to",
        {200: SetupOut},
        (ProblemCode.TOKEN_INVALID,),
        body=TokenIn,
        signed_in=False,
    ),
    Route(
        "POST",
        "/setup",
        create_first_admin,
        "Create the first administrator, and sign in",
        {201: SessionOut},
        (ProblemCode.TOKEN_INVALID,),
        body=NewAdminIn,
        signed_in=False,
    ),
)
