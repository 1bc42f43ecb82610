"""Read-only links to results: the owner's routes, and those for anybody who has a link."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from sanic import HTTPResponse, Request

from lintbox.domain import NotFound, ProblemCode
from lintbox.services import shares
from lintbox.services.admin.audit import Actor
from lintbox.web.budgets import hold_request
from lintbox.web.context import context_of, get_client_network, get_user
from lintbox.web.downloads import file_response
from lintbox.web.routes import Route, empty_response, json_response, read_body
from lintbox.web.schemas.shares import SharedOut, ShareIn, ShareOut, SharesOut, present_shared

T = TypeVar("T")


async def list_shares(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    listed = await context.db.read(
        shares.list_of_file, context.link_builder, user.id, file_id, context.clock()
    )
    return json_response(SharesOut(shares=[ShareOut.model_validate(share) for share in listed]))


async def share_file(request: Request, file_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    await context.db.read(shares.validate, context.settings, user.id, file_id)  # before the body is read
    body = await read_body(request, ShareIn)
    actor = Actor(user.id, user.email, get_client_network(request))
    share = await context.db.run(
        shares.create, context.settings, context.link_builder, actor, file_id, body.days, context.clock()
    )
    return json_response(ShareOut.model_validate(share), 201)


async def end_share(request: Request, share_id: str) -> HTTPResponse:
    context = context_of(request)
    user = await get_user(request)
    actor = Actor(user.id, user.email, get_client_network(request))
    await context.db.run(shares.end, actor, share_id, context.clock())
    return empty_response()


async def show_shared(request: Request, token: str) -> HTTPResponse:
    context = context_of(request)

    def render() -> HTTPResponse:
        return json_response(present_shared(shares.get(context.settings, token, context.clock())))

    return await _read(request, render)


async def download_shared(request: Request, token: str) -> HTTPResponse:
    context = context_of(request)
    read = partial(shares.read_content, context.settings, token, context.clock())
    return file_response(*await _read(request, read))


async def _read(request: Request, unit: Callable[[], T]) -> T:
    """Read what a link shows, within the budget of the client's network.

    Raises:
        NotFound
        TooMany: the network has too many requests at once, or asked for too many links that do not exist.
    """
    context = context_of(request)
    network = get_client_network(request)
    await hold_request(request, network)
    try:
        return await context.db.read(unit)
    except NotFound:
        await context.db.run(shares.record_miss, context.settings, network, context.clock())
        raise


_SHARES = "/files/<file_id:str>/shares"

ROUTES = (
    Route("GET", _SHARES, list_shares, "List the read-only links to the file", {200: SharesOut}),
    Route(
        "POST",
        _SHARES,
        share_file,
        "Create a read-only link to the newest result of the file",
        {201: ShareOut},
        (ProblemCode.SHARING_OFF, ProblemCode.QUOTA),
        body=ShareIn,
    ),
    Route("DELETE", "/shares/<share_id:str>", end_share, "End a read-only link", {204: None}),
    Route(
        "GET",
        "/shared/<token:str>",
        show_shared,
        "Show the result that a read-only link leads to",
        {200: SharedOut},
        signed_in=False,
    ),
    Route(
        "GET",
        "/shared/<token:str>/content",
        download_shared,
        "Download the exact bytes of the file that a read-only link leads to",
        {200: "text/plain"},
        signed_in=False,
    ),
)
