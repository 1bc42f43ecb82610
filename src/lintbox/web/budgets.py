"""All resource limits of the web server, in one place."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import NamedTuple

from sanic import Request

from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin
from lintbox.settings import Settings
from lintbox.web.budget_kinds import Bytes, Flow, Slots
from lintbox.web.connections import Connections
from lintbox.web.peers import Address, is_trusted

_BYTES_IN_FLIGHT = 80 * 1024**2
_BYTES_OF_VISITORS = 16 * 1024**2
_SMALL_BYTES = 2 * 1024**2
# requests started per iteration of the event loop: each computes for a millisecond or two
_STARTED_AT_ONCE = 2


class Use(NamedTuple):
    """The use of a budget, for metrics. ``most`` is per key if the budget is."""

    name: str
    in_use: int
    most: int
    refused: int


@dataclass(frozen=True, slots=True)
class Budgets:
    connections: Connections
    begins: RoundRobin
    networks: Slots
    requests: Slots
    uploads: Slots
    upload_bytes: Bytes
    upload_flow: Flow
    streams: Slots
    exports: Slots
    all_exports: Slots
    live_checks: Slots
    live_visitors: Slots
    live_flow: Flow
    live_visitors_flow: Flow
    live_visitors_bytes: Bytes
    fixes: Slots
    all_fixes: Slots

    def measure(self) -> list[Use]:
        """Return the use of every budget but ``begins``, which has metrics of its own."""
        budgets = ((field.name, getattr(self, field.name)) for field in fields(self))
        return [_measure(name, budget) for name, budget in budgets if not isinstance(budget, RoundRobin)]


def _measure(name: str, budget: Connections | Bytes | Slots | Flow) -> Use:
    if isinstance(budget, Connections):
        return Use(name, len(budget), budget.most, budget.refused)
    if isinstance(budget, Bytes):
        return Use(name, budget.in_use, budget.most, budget.refused)
    return Use(name, budget.in_use, budget.each, budget.refused)


def make_budgets(settings: Settings, connections: int) -> Budgets:
    """Return the budgets. ``connections`` is the number that the file descriptors allow."""
    networks, requests = _limit_requests(connections)
    uploads, upload_bytes, upload_flow = _limit_uploads(settings)
    # each computes on the reader thread, and keeps a piece in memory
    busy = "The server is making too many exports. Try again in a few minutes."
    exports, all_exports = _limit_long_tasks("exports", 16, busy, connections)
    live_checks, live_visitors, live_visitors_bytes = _limit_live_checks()
    live_flow, live_visitors_flow = _limit_live_flows(settings)
    # each is a worker beside those of the checks
    busy = "The server is fixing too many files. Try again in a few minutes."
    fixes, all_fixes = _limit_long_tasks("fixes", 2, busy, connections)
    return Budgets(
        _limit_connections(settings, connections),
        begins=RoundRobin(_STARTED_AT_ONCE, QueueLimits(connections, connections, connections)),
        networks=networks,
        requests=requests,
        uploads=uploads,
        upload_bytes=upload_bytes,
        upload_flow=upload_flow,
        streams=Slots(32, "You have too many pages open. Close some of them.", most=connections // 2),
        exports=exports,
        all_exports=all_exports,
        live_checks=live_checks,
        live_visitors=live_visitors,
        live_flow=live_flow,
        live_visitors_flow=live_visitors_flow,
        live_visitors_bytes=live_visitors_bytes,
        fixes=fixes,
        all_fixes=all_fixes,
    )


def _limit_connections(settings: Settings, connections: int) -> Connections:
    def is_exempt(peer: Address) -> bool:
        return peer.is_loopback or is_trusted(peer, settings.trusted_proxies)

    return Connections(connections, is_exempt)


def _limit_requests(connections: int) -> tuple[Slots, Slots]:
    """Return the budgets of a network and of a user."""
    # a whole class may share one address: its requests wait for each other instead of being refused
    network = "Too many requests at once from your network. Try again in a few seconds."
    user = "You have too many requests at once. Try again in a few seconds."
    return (
        Slots(64, network, waiting=connections, max_wait_seconds=30),
        Slots(2, user, waiting=64, max_wait_seconds=20),
    )


def _limit_uploads(settings: Settings) -> tuple[Slots, Bytes, Flow]:
    """Return the budgets of uploads at once, of their bytes in memory, and of bytes per hour."""
    at_once = "You have too many uploads at once. Wait for the others to finish."
    per_hour = "You have uploaded too much in the last hour. Try again later."
    # replaced contents count towards no quota, but stay until the cleanup
    most = 4 * settings.quota_bytes if settings.rate_limits == "on" else sys.maxsize
    return (
        Slots(2, at_once, waiting=16, max_wait_seconds=30),
        Bytes(_BYTES_IN_FLIGHT, small=_SMALL_BYTES, max_wait_seconds=20),
        Flow(most, per_hour),
    )


def _limit_long_tasks(name: str, all_at_once: int, everybody: str, connections: int) -> tuple[Slots, Slots]:
    """Return the budgets of a user, of one at once, and of all."""
    return (
        Slots(
            1,
            f"You have too many {name} at once. Wait for the others to finish.",
            waiting=8,
            max_wait_seconds=60,
        ),
        Slots(all_at_once, everybody, waiting=connections, max_wait_seconds=60),
    )


def _limit_live_checks() -> tuple[Slots, Slots, Bytes]:
    """Return the budgets of a user, of a network of visitors, and of the bytes of all visitors in memory."""
    detail = "You have too many checks at once. Try again in a few seconds."
    return (
        Slots(2, detail, waiting=4, max_wait_seconds=20),
        # a whole class may share one address
        Slots(16, detail, waiting=64, max_wait_seconds=20),
        # apart from uploads: visitors of many networks must not keep users from uploading
        Bytes(_BYTES_OF_VISITORS, small=_SMALL_BYTES, max_wait_seconds=20),
    )


def _limit_live_flows(settings: Settings) -> tuple[Flow, Flow]:
    """Return the budgets per minute of a user and of a network of visitors."""
    detail = "You have had too many checks in the last minute. Try again in a few seconds."
    user, network = (600, 1200) if settings.rate_limits == "on" else (sys.maxsize, sys.maxsize)
    return Flow(user, detail, within_seconds=60), Flow(network, detail, within_seconds=60)


def budgets_of(request: Request) -> Budgets:
    budgets: Budgets = request.app.ctx.budgets
    return budgets


async def begin_in_turn(request: Request, requester: Requester) -> None:
    """Start few requests per iteration of the event loop, round-robin by network, then by user."""
    turns = budgets_of(request).begins
    await turns.acquire(requester)
    asyncio.get_running_loop().call_soon(turns.release)


async def hold_request(request: Request, user_id: str) -> None:
    """Take one of the user's request slots, once per request. Raises: TooMany."""
    if not hasattr(request.ctx, "user_id"):
        request.ctx.user_id = user_id
        _keep(request, await budgets_of(request).requests.take(user_id))


async def hold_network(request: Request, network: str) -> None:
    """Take one of the network's request slots. Raises: TooMany."""
    turn: ExitStack = request.ctx.turn
    turn.callback(await budgets_of(request).networks.take(network))


def release_network(request: Request) -> None:
    """Release the network's request slots, before waiting in a queue with its own limits."""
    turn: ExitStack = request.ctx.turn
    turn.close()


async def hold_upload(request: Request, user_id: str, size: int) -> None:
    """Exchange the request slots for an upload slot and memory. Raises: TooMany, Busy."""
    _release_request_slots(request)
    _keep(request, await budgets_of(request).uploads.take(user_id))
    _keep(request, await budgets_of(request).upload_bytes.take(size))


async def hold_stream(request: Request, user_id: str) -> None:
    """Exchange the request slots for a stream slot. Raises: TooMany, Busy."""
    _release_request_slots(request)
    _keep(request, await budgets_of(request).streams.take(user_id))


async def hold_export(request: Request, user_id: str) -> None:
    """Exchange the request slots for an export slot, first of the user, then of all. Raises: TooMany."""
    _release_request_slots(request)
    _keep(request, await budgets_of(request).exports.take(user_id))
    _keep(request, await budgets_of(request).all_exports.take("everybody"))


async def hold_live_check(request: Request, requester: Requester, size: int) -> None:
    """Exchange the request slots for a slot of a live check, and memory. Raises: TooMany, Busy.

    ``size`` is the most bytes of the body that are kept.
    """
    budgets = budgets_of(request)
    of_user = bool(requester.account)
    key = requester.account or requester.network
    flow = budgets.live_flow if of_user else budgets.live_visitors_flow
    flow.check(key)
    flow.spend(key, 1)
    _release_request_slots(request)
    _keep(request, await (budgets.live_checks if of_user else budgets.live_visitors).take(key))
    declared_bytes = int(request.headers.get("content-length") or size)
    memory = budgets.upload_bytes if of_user else budgets.live_visitors_bytes
    _keep(request, await memory.take(min(declared_bytes, size)))


async def hold_fix(request: Request, user_id: str) -> None:
    """Exchange the request slots for a slot of the tools, first of the user, then of all. Raises: TooMany."""
    _release_request_slots(request)
    _keep(request, await budgets_of(request).fixes.take(user_id))
    _keep(request, await budgets_of(request).all_fixes.take("everybody"))


def _keep(request: Request, give_back: Callable[[], None]) -> None:
    held: ExitStack = request.ctx.held
    held.callback(give_back)


def _release_request_slots(request: Request) -> None:
    held: ExitStack = request.ctx.held
    held.close()
    release_network(request)
