"""Ends and resumes emails about results by the link in one of them, without signing in (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sanic import HTTPResponse, Request

from lintbox.domain import ProblemCode, ResultMail, TokenInvalid
from lintbox.services import unsubscribing
from lintbox.services.unsubscribing import Subscription
from lintbox.settings import Settings
from lintbox.web.budgets import hold_network
from lintbox.web.context import context_of, get_client_network
from lintbox.web.routes import BadRequest, Route, json_response, read_body, read_bytes, read_query
from lintbox.web.schemas.preferences import (
    FileSubscriptionIn,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionQuery,
)

ONE_CLICK_PATH = "emails/off"
_ONE_CLICK_BYTES = 4096
Wish = TypeVar("Wish", ResultMail, ResultMail | None)


async def show_subscription(request: Request) -> HTTPResponse:
    context = context_of(request)
    token = read_query(request, SubscriptionQuery).t
    found = await context.db.read(unsubscribing.show, context.settings, context.link_builder.key, token)
    return json_response(SubscriptionOut.model_validate(found))


async def change_subscription(request: Request) -> HTTPResponse:
    token = read_query(request, SubscriptionQuery).t
    body = await read_body(request, SubscriptionIn)
    changed = await _change(request, unsubscribing.choose, token, body.result_mail)
    return json_response(SubscriptionOut.model_validate(changed))


async def change_file_subscription(request: Request) -> HTTPResponse:
    token = read_query(request, SubscriptionQuery).t
    body = await read_body(request, FileSubscriptionIn)
    changed = await _change(request, unsubscribing.choose_for_file, token, body.result_mail)
    return json_response(SubscriptionOut.model_validate(changed))


async def unsubscribe(request: Request) -> HTTPResponse:
    """End these emails at once: mail programs send this POST, without cookies and without a page."""
    token = read_query(request, SubscriptionQuery).t
    body = await read_bytes(request, _ONE_CLICK_BYTES)
    await hold_network(request, get_client_network(request))
    if b"One-Click" not in body:
        raise BadRequest("Send List-Unsubscribe=One-Click, or open this address in a browser.")
    await _change(request, unsubscribing.choose, token, ResultMail.NEVER)
    return HTTPResponse("You get no more emails about results.\n", content_type="text/plain; charset=utf-8")


async def _change(
    request: Request,
    choose: Callable[[Settings, bytes, str, Wish, str, datetime], Subscription],
    token: str,
    wish: Wish,
) -> Subscription:
    """Set when emails are sent, within the budget of the client's network.

    Raises:
        TokenInvalid
        TooMany
    """
    context = context_of(request)
    settings, key, network = context.settings, context.link_builder.key, get_client_network(request)
    try:
        return await context.db.run(choose, settings, key, token, wish, network, context.clock())
    except TokenInvalid:
        # counted apart: the transaction that refused the token was rolled back, with its count
        await context.db.run(unsubscribing.count_attempt, settings, network, context.clock())
        raise


_PROBLEMS = (ProblemCode.TOKEN_INVALID,)
ROUTES = (
    Route(
        "GET",
        "/subscription",
        show_subscription,
        "Show when emails are sent, with the token of an email instead of a session",
        {200: SubscriptionOut},
        _PROBLEMS,
        query=SubscriptionQuery,
        signed_in=False,
    ),
    Route(
        "PUT",
        "/subscription",
        change_subscription,
        "Choose when emails are sent, with the token of an email",
        {200: SubscriptionOut},
        _PROBLEMS,
        body=SubscriptionIn,
        query=SubscriptionQuery,
        signed_in=False,
    ),
    Route(
        "PUT",
        "/subscription/file",
        change_file_subscription,
        "Choose when emails are sent about the file of an email, with its token",
        {200: SubscriptionOut},
        _PROBLEMS,
        body=FileSubscriptionIn,
        query=SubscriptionQuery,
        signed_in=False,
    ),
)
