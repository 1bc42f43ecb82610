"""Registering, confirming, signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.services import accounts, registration, resets, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings
from lintbox.web.context import Context, context_of, find_network, find_token, find_user, is_on_this_machine
from lintbox.web.routes import READS_JSON, Route, give, give_nothing, read_body
from lintbox.web.schemas.accounts import (
    Address,
    Confirmation,
    Credentials,
    NewPassword,
    RegisteredOut,
    SessionOut,
    present_user,
)
from lintbox.web.schemas.shape import Empty


async def register(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, Credentials)
    registered = await registration.register(
        context.db,
        context.passwords,
        context.settings,
        context.link_builder,
        body.email,
        body.password,
        find_network(request),
        context.clock(),
    )
    _note_email(context, registered.emailed)
    shown = None
    if context.mail == "local" and is_on_this_machine(request):
        shown = f"{context.link_builder.base_url}/verify#token={registered.token}"
    answer = RegisteredOut(email=registered.email, mail=context.mail, verify_url=shown)
    return HTTPResponse(answer.dump_sparse(), 202, content_type="application/json")


async def verify(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, Confirmation)
    signed_in = await registration.confirm(
        context.db,
        context.passwords,
        context.settings,
        body.token,
        body.password,
        find_network(request),
        context.clock(),
    )
    return await give_session(request, signed_in)


async def resend(request: Request) -> HTTPResponse:
    return await _write_to(request, registration.resend)


async def forget(request: Request) -> HTTPResponse:
    return await _write_to(request, resets.ask)


async def _write_to(
    request: Request, write: Callable[[Settings, LinkBuilder, str, str, datetime], bool]
) -> HTTPResponse:
    """One answer for all addresses, whether an email was written or not."""
    context = context_of(request)
    body = await read_body(request, Address)
    network = find_network(request)
    emailed = await context.db.run(
        write, context.settings, context.link_builder, body.email, network, context.clock()
    )
    _note_email(context, emailed)
    return give(Empty(), 202)


def _note_email(context: Context, emailed: bool) -> None:
    context.heartbeats.tallies["emails asked for" if emailed else "emails withheld"] += 1
    context.emails_queued.set()


async def reset(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, NewPassword)
    email = await resets.set_password(
        context.db, context.passwords, body.token, body.password, find_network(request), context.clock()
    )
    return give(Address(email=email))


async def sign_in(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, Credentials)
    signed_in = await accounts.sign_in(
        context.db,
        context.passwords,
        context.settings,
        body.email,
        body.password,
        find_network(request),
        context.clock(),
    )
    return await give_session(request, signed_in)


async def give_session(request: Request, signed_in: SignedIn, status: int = 200) -> HTTPResponse:
    """A new session each time; the one of before is of no use to anybody, and ends."""
    context = context_of(request)
    if earlier := find_token(request):
        await context.db.run(sessions.end, earlier)
    response = give(SessionOut(user=present_user(signed_in.user)), status)
    _set_cookie(context, response, signed_in.token)
    return response


async def show_session(request: Request) -> HTTPResponse:
    return give(SessionOut(user=present_user(await find_user(request))))


async def sign_out(request: Request) -> HTTPResponse:
    context = context_of(request)
    if token := find_token(request):
        await context.db.run(sessions.end, token)
    response = give_nothing()
    _set_cookie(context, response, "", 0)
    return response


def _set_cookie(context: Context, response: HTTPResponse, token: str, age: int | None = None) -> None:
    response.add_cookie(
        context.cookie,
        token,
        path=context.base_path,
        httponly=True,
        samesite="Lax",
        secure=context.is_https,
        max_age=int(sessions.ABSOLUTE.total_seconds()) if age is None else age,
    )


ROUTES = (
    Route(
        "POST",
        "/users",
        register,
        "Register; the account waits for its one-time link",
        {202: RegisteredOut},
        (*READS_JSON, ProblemCode.REGISTRATION_CLOSED, ProblemCode.TOO_MANY, ProblemCode.BUSY),
        body=Credentials,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/verify",
        verify,
        "Confirm an address with the token of its link and the password it was registered with, and sign in",
        {200: SessionOut},
        (
            *READS_JSON,
            ProblemCode.TOKEN_INVALID,
            ProblemCode.INVALID_CREDENTIALS,
            ProblemCode.ACCOUNT_DISABLED,
            ProblemCode.TOO_MANY,
            ProblemCode.BUSY,
        ),
        body=Confirmation,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/resend",
        resend,
        "Send a new link; the earlier ones are void",
        {202: Empty},
        READS_JSON,
        body=Address,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/forgot",
        forget,
        "Send a link that sets a new password; the earlier ones are void",
        {202: Empty},
        READS_JSON,
        body=Address,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/reset",
        reset,
        "Set a new password with the token of its link; every session ends",
        {200: Address},
        (*READS_JSON, ProblemCode.TOKEN_INVALID, ProblemCode.TOO_MANY, ProblemCode.BUSY),
        body=NewPassword,
        signed_in=False,
    ),
    Route(
        "POST",
        "/session",
        sign_in,
        "Sign in",
        {200: SessionOut},
        (
            *READS_JSON,
            ProblemCode.INVALID_CREDENTIALS,
            ProblemCode.EMAIL_NOT_VERIFIED,
            ProblemCode.ACCOUNT_DISABLED,
            ProblemCode.TOO_MANY,
            ProblemCode.BUSY,
        ),
        body=Credentials,
        signed_in=False,
    ),
    Route("GET", "/session", show_session, "Who is signed in", {200: SessionOut}),
    Route(
        "DELETE", "/session", sign_out, "Sign out", {204: None}, (ProblemCode.CROSS_ORIGIN,), signed_in=False
    ),
)
