"""Registration, email verification, password reset, sign-in and sign-out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode
from lintbox.services import accounts, registration, resets, sessions
from lintbox.services.accounts import SignedIn
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords
from lintbox.settings import Settings
from lintbox.storage.database import Database
from lintbox.web.budgets import release_network
from lintbox.web.context import (
    Context,
    context_of,
    find_token,
    get_client_network,
    get_user,
    is_local_request,
)
from lintbox.web.routes import Route, empty_response, json_response, read_body
from lintbox.web.schemas.accounts import (
    ConfirmationIn,
    CredentialsIn,
    EmailAddress,
    NewPasswordIn,
    RegisteredOut,
    SessionOut,
    UserOut,
)
from lintbox.web.schemas.base import EmptyOut

Authenticate = Callable[[Database, Passwords, Settings, str, str, str, datetime], Awaitable[SignedIn]]


async def register(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, CredentialsIn)
    release_network(request)
    registered = await registration.register(
        context.db,
        context.passwords,
        context.settings,
        context.link_builder,
        body.email,
        body.password,
        get_client_network(request),
        context.clock(),
    )
    _record_email(context, registered.emailed)
    verify_url = None
    if context.mail == "local" and is_local_request(request):
        verify_url = f"{context.link_builder.base_url}/verify#token={registered.token}"
    registered_out = RegisteredOut(email=registered.email, mail=context.mail, verify_url=verify_url)
    return HTTPResponse(registered_out.dump_sparse(), 202, content_type="application/json")


async def verify(request: Request) -> HTTPResponse:
    body = await read_body(request, ConfirmationIn)
    return await _authenticate(request, registration.confirm, body.token, body.password)


async def resend_verification(request: Request) -> HTTPResponse:
    return await _send_link(request, registration.resend)


async def request_reset(request: Request) -> HTTPResponse:
    return await _send_link(request, resets.request)


async def _send_link(
    request: Request, write: Callable[[Settings, LinkBuilder, str, str, datetime], bool]
) -> HTTPResponse:
    """Give the same response for every address, so that it does not reveal which ones have an account."""
    context = context_of(request)
    body = await read_body(request, EmailAddress)
    network = get_client_network(request)
    emailed = await context.db.run_to_end(
        write, context.settings, context.link_builder, body.email, network, context.clock()
    )
    _record_email(context, emailed)
    return json_response(EmptyOut(), 202)


def _record_email(context: Context, emailed: bool) -> None:
    context.heartbeats.tallies["emails asked for" if emailed else "emails withheld"] += 1
    context.emails_queued.set()


async def reset(request: Request) -> HTTPResponse:
    context = context_of(request)
    body = await read_body(request, NewPasswordIn)
    release_network(request)
    user = await resets.set_password(
        context.db, context.passwords, body.token, body.password, get_client_network(request), context.clock()
    )
    context.events.close_streams(user.id)
    return json_response(EmailAddress(email=user.email))


async def sign_in(request: Request) -> HTTPResponse:
    body = await read_body(request, CredentialsIn)
    return await _authenticate(request, accounts.sign_in, body.email, body.password)


async def _authenticate(
    request: Request, authenticate: Authenticate, identity: str, password: str
) -> HTTPResponse:
    """Sign in with a password and an ``identity``: an email address or the token of a link."""
    context = context_of(request)
    release_network(request)
    signed_in = await authenticate(
        context.db,
        context.passwords,
        context.settings,
        identity,
        password,
        get_client_network(request),
        context.clock(),
    )
    return await start_session(request, signed_in)


async def start_session(request: Request, signed_in: SignedIn, status: int = 200) -> HTTPResponse:
    """Set the cookie of a new session and end the previous one (OWASP: renew the session at sign-in)."""
    context = context_of(request)
    await _end_session(request)
    response = json_response(SessionOut(user=UserOut.model_validate(signed_in.user)), status)
    _set_cookie(context, response, signed_in.token)
    return response


async def show_session(request: Request) -> HTTPResponse:
    return json_response(SessionOut(user=UserOut.model_validate(await get_user(request))))


async def sign_out(request: Request) -> HTTPResponse:
    context = context_of(request)
    await _end_session(request)
    response = empty_response()
    _set_cookie(context, response, "", 0)
    return response


async def _end_session(request: Request) -> None:
    """End the request's session, if it has one, and its event streams."""
    context = context_of(request)
    if (token := find_token(request)) and (user_id := await context.db.run_to_end(sessions.end, token)):
        context.events.close_streams(user_id)


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
        "Register an account; it becomes active when its email address is verified",
        {202: RegisteredOut},
        (ProblemCode.REGISTRATION_CLOSED,),
        body=CredentialsIn,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/verify",
        verify,
        "Verify an email address with the token of its link and the chosen password, and sign in",
        {200: SessionOut},
        (ProblemCode.TOKEN_INVALID, ProblemCode.INVALID_CREDENTIALS, ProblemCode.ACCOUNT_DISABLED),
        body=ConfirmationIn,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/resend",
        resend_verification,
        "Send a new verification link; earlier links become invalid",
        {202: EmptyOut},
        body=EmailAddress,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/forgot",
        request_reset,
        "Send a password reset link; earlier links become invalid",
        {202: EmptyOut},
        body=EmailAddress,
        signed_in=False,
    ),
    Route(
        "POST",
        "/users/reset",
        reset,
        "Set a new password with the token of a reset link; all sessions end",
        {200: EmailAddress},
        (ProblemCode.TOKEN_INVALID,),
        body=NewPasswordIn,
        signed_in=False,
    ),
    Route(
        "POST",
        "/session",
        sign_in,
        "Sign in",
        {200: SessionOut},
        (ProblemCode.INVALID_CREDENTIALS, ProblemCode.EMAIL_NOT_VERIFIED, ProblemCode.ACCOUNT_DISABLED),
        body=CredentialsIn,
        signed_in=False,
    ),
    Route("GET", "/session", show_session, "Show the signed-in user", {200: SessionOut}),
    Route("DELETE", "/session", sign_out, "Sign out", {204: None}, signed_in=False),
)
