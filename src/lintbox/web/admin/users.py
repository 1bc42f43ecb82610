"""Administration of user accounts and their sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode, UserState
from lintbox.services import sessions
from lintbox.services.admin import users
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.web.admin.schemas.users import (
    ConfirmedUserOut,
    EndedSessionsOut,
    RoleIn,
    SessionRowOut,
    SessionsOut,
    UserCountsOut,
    UserDetailOut,
    UserRowOut,
    UsersOut,
    UsersQuery,
    present_user_detail,
)
from lintbox.web.context import context_of, find_token, get_admin
from lintbox.web.routes import Route, empty_response, json_response, read_body, read_query
from lintbox.web.schemas.base import EmptyOut


async def list_users(request: Request) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    query = read_query(request, UsersQuery)
    state = UserState(query.state) if query.state else None
    page, cursor = await context.db.read(
        users.list_page,
        query.sort,
        state,
        query.q.strip(),
        query.cursor,
        query.limit,
        context.clock(),
    )
    counts = {state.value: page.counts.get(state, 0) for state in UserState}
    total = sum(counts.values())
    return json_response(
        UsersOut(
            users=[UserRowOut.model_validate(user) for user in page.users],
            next=cursor,
            total=counts[state] if state else total,
            counts=UserCountsOut(all=total, **counts),
        )
    )


async def show_user(request: Request, user_id: str) -> HTTPResponse:
    await get_admin(request)
    return await _show(request, user_id)


async def verify_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    token = await context.db.run_to_end(users.verify, actor, context.link_builder, user_id, context.clock())
    context.emails_queued.set()
    details = await context.db.read(users.get, user_id, context.clock())
    url = f"{context.link_builder.base_url}/reset#token={token}" if token else None
    return json_response(
        ConfirmedUserOut(**present_user_detail(details, context.settings).model_dump(), reset_url=url)
    )


async def disable_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    await context.db.run_to_end(users.disable, actor, user_id, context.clock())
    context.events.close_streams(user_id)
    return await _show(request, user_id)


async def enable_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    await context.db.run(users.enable, actor, user_id, context.clock())
    return await _show(request, user_id)


async def set_role(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    body = await read_body(request, RoleIn)
    await context.db.run(users.set_role, actor, user_id, body.role, context.clock())
    return await _show(request, user_id)


async def send_reset(request: Request, user_id: str) -> HTTPResponse:
    return await _send_link(request, users.send_reset, user_id)


async def send_link(request: Request, user_id: str) -> HTTPResponse:
    return await _send_link(request, users.send_link, user_id)


async def end_sessions(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    ended = await context.db.run_to_end(users.end_sessions, actor, user_id, context.clock())
    context.events.close_streams(user_id)
    return json_response(EndedSessionsOut(sessions=ended))


async def list_sessions(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    current_id = sessions.to_id(find_token(request) or "")
    rows = await context.db.read(users.list_sessions, user_id, context.clock())
    return json_response(
        SessionsOut(sessions=[SessionRowOut(**row._asdict(), current=row.id == current_id) for row in rows])
    )


async def end_session(request: Request, user_id: str, session_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    await context.db.run_to_end(users.end_session, actor, user_id, session_id, context.clock())
    # streams of the user's other sessions reconnect automatically
    context.events.close_streams(user_id)
    return empty_response()


async def delete_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    await context.db.run_to_end(users.delete, actor, user_id, context.clock())
    context.checks_voided.set()
    context.events.close_streams(user_id)
    return empty_response()


async def _send_link(
    request: Request, write: Callable[[Actor, LinkBuilder, str, datetime], object], user_id: str
) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    await context.db.run_to_end(write, actor, context.link_builder, user_id, context.clock())
    context.emails_queued.set()
    return json_response(EmptyOut(), 202)


async def _show(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    details = await context.db.read(users.get, user_id, context.clock())
    return json_response(present_user_detail(details, context.settings))


_USER = "/admin/users/<user_id:str>"
_GUARDED = (ProblemCode.OWN_ACCOUNT, ProblemCode.LAST_ADMIN)
_DETAIL = {200: UserDetailOut}

ROUTES = (
    Route("GET", "/admin/users", list_users, "List users", {200: UsersOut}, query=UsersQuery),
    Route("GET", _USER, show_user, "Show a user with usage counts", _DETAIL),
    Route("POST", f"{_USER}/verify", verify_user, "Verify the email address", {200: ConfirmedUserOut}),
    Route(
        "POST", f"{_USER}/disable", disable_user, "Disable the account; its sessions end", _DETAIL, _GUARDED
    ),
    Route("POST", f"{_USER}/enable", enable_user, "Enable the account again", _DETAIL),
    Route(
        "PUT",
        f"{_USER}/role",
        set_role,
        "Change the role: administrator or ordinary user",
        _DETAIL,
        _GUARDED,
        body=RoleIn,
    ),
    Route("POST", f"{_USER}/reset", send_reset, "Send a password reset link", {202: EmptyOut}),
    Route(
        "POST",
        f"{_USER}/resend",
        send_link,
        "Send a new verification link",
        {202: EmptyOut},
        (ProblemCode.NOT_WAITING,),
    ),
    Route("GET", f"{_USER}/sessions", list_sessions, "List the user's sessions", {200: SessionsOut}),
    Route("DELETE", f"{_USER}/sessions/<session_id:str>", end_session, "End one session", {204: None}),
    Route("DELETE", f"{_USER}/sessions", end_sessions, "End all sessions", {200: EndedSessionsOut}),
    Route("DELETE", _USER, delete_user, "Delete the account with all its data", {204: None}, _GUARDED),
)
