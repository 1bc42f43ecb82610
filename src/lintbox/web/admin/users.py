"""Users in an administrator's hands."""

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
    ConfirmedOut,
    EndedOut,
    MemberCountsOut,
    MemberOut,
    MembersOut,
    MembersQuery,
    RoleIn,
    SessionRowOut,
    SessionsOut,
    WholeMemberOut,
    present_whole,
)
from lintbox.web.context import context_of, find_admin, find_token
from lintbox.web.routes import READS_JSON, Route, give, give_nothing, read_body, read_query
from lintbox.web.schemas.shape import Empty


async def list_users(request: Request) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    query = read_query(request, MembersQuery)
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
    everybody = sum(counts.values())
    return give(
        MembersOut(
            users=[MemberOut.model_validate(member) for member in page.members],
            next=cursor,
            total=counts[state] if state else everybody,
            counts=MemberCountsOut(all=everybody, **counts),
        )
    )


async def show_user(request: Request, user_id: str) -> HTTPResponse:
    await find_admin(request)
    return await _show(request, user_id)


async def verify_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    token = await context.db.run(users.verify, actor, context.link_builder, user_id, context.clock())
    context.emails_queued.set()
    whole = await context.db.read(users.get, user_id, context.clock())
    url = f"{context.link_builder.base_url}/reset#token={token}" if token else None
    return give(ConfirmedOut(**present_whole(whole, context.settings).model_dump(), reset_url=url))


async def disable_user(request: Request, user_id: str) -> HTTPResponse:
    answer = await _act(request, users.disable, user_id)
    context_of(request).events.dismiss(user_id)
    return answer


async def enable_user(request: Request, user_id: str) -> HTTPResponse:
    return await _act(request, users.enable, user_id)


async def set_role(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    body = await read_body(request, RoleIn)
    await context.db.run(users.set_role, actor, user_id, body.role, context.clock())
    return await _show(request, user_id)


async def send_reset(request: Request, user_id: str) -> HTTPResponse:
    return await _write_to(request, users.send_reset, user_id)


async def send_link(request: Request, user_id: str) -> HTTPResponse:
    return await _write_to(request, users.send_link, user_id)


async def end_sessions(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    ended = await context.db.run(users.end_sessions, actor, user_id, context.clock())
    context.events.dismiss(user_id)
    return give(EndedOut(sessions=ended))


async def list_sessions(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    rule_runner = sessions.find_id(find_token(request) or "")
    rows = await context.db.read(users.list_sessions, user_id, context.clock())
    return give(
        SessionsOut(sessions=[SessionRowOut(**row._asdict(), current=row.id == rule_runner) for row in rows])
    )


async def end_session(request: Request, user_id: str, session_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    await context.db.run(users.end_session, actor, user_id, session_id, context.clock())
    # the streams of the user's other sessions come back by themselves
    context.events.dismiss(user_id)
    return give_nothing()


async def delete_user(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    await context.db.run(users.delete, actor, user_id, context.clock())
    context.events.dismiss(user_id)
    return give_nothing()


async def _act(request: Request, act: Callable[[Actor, str, datetime], None], user_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    await context.db.run(act, actor, user_id, context.clock())
    return await _show(request, user_id)


async def _write_to(
    request: Request, write: Callable[[Actor, LinkBuilder, str, datetime], object], user_id: str
) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    await context.db.run(write, actor, context.link_builder, user_id, context.clock())
    context.emails_queued.set()
    return give(Empty(), 202)


async def _show(request: Request, user_id: str) -> HTTPResponse:
    context = context_of(request)
    whole = await context.db.read(users.get, user_id, context.clock())
    return give(present_whole(whole, context.settings))


_USER = "/admin/users/<user_id:str>"
_KNOWN = (ProblemCode.NOT_FOUND,)
_CHANGES = (ProblemCode.NOT_FOUND, ProblemCode.CROSS_ORIGIN)
_GUARDED = (*_CHANGES, ProblemCode.OWN_ACCOUNT, ProblemCode.LAST_ADMIN)
_shown = {200: WholeMemberOut}

ROUTES = (
    Route("GET", "/admin/users", list_users, "List users", {200: MembersOut}, query=MembersQuery),
    Route("GET", _USER, show_user, "A user, with all that would go with the account", _shown, _KNOWN),
    Route("POST", f"{_USER}/verify", verify_user, "Confirm the address", {200: ConfirmedOut}, _CHANGES),
    Route("POST", f"{_USER}/disable", disable_user, "End the sessions, let none begin", _shown, _GUARDED),
    Route("POST", f"{_USER}/enable", enable_user, "Let the user sign in again", _shown, _CHANGES),
    Route(
        "PUT",
        f"{_USER}/role",
        set_role,
        "Make an administrator, or an ordinary user again",
        _shown,
        (*READS_JSON, *_GUARDED),
        body=RoleIn,
    ),
    Route(
        "POST", f"{_USER}/reset", send_reset, "Send a link that sets a new password", {202: Empty}, _CHANGES
    ),
    Route(
        "POST",
        f"{_USER}/resend",
        send_link,
        "Send a new link that confirms the address",
        {202: Empty},
        (*_CHANGES, ProblemCode.NOT_WAITING),
    ),
    Route(
        "GET", f"{_USER}/sessions", list_sessions, "Where the user is signed in", {200: SessionsOut}, _KNOWN
    ),
    Route(
        "DELETE",
        f"{_USER}/sessions/<session_id:str>",
        end_session,
        "End this session",
        {204: None},
        _CHANGES,
    ),
    Route("DELETE", f"{_USER}/sessions", end_sessions, "End every session", {200: EndedOut}, _CHANGES),
    Route("DELETE", _USER, delete_user, "Delete the account with all that is its own", {204: None}, _GUARDED),
)
