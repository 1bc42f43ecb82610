"""All resource limits of the web server, in one place."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import NamedTuple

from sanic import Request

from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin
from lintbox.settings import Settings
from lintbox.web.connections import Connections
from lintbox.web.peers import Address, is_trusted
from lintbox.web.slots import Bytes, Flow, Slots

_BYTES_IN_FLIGHT = 80 * 1024**2
_BYTES_OF_VISITORS = 16 * 1024**2
_SMALL_BYTES = 2 * 1024**2
# requests started per iteration of the event loop: each computes for a millisecond or two
_STARTED_AT_ONCE = 2


_LIVE_CHECKS = "You have too many checks at once. Try again in a few seconds."
_SHARED = (
    "networks",
    "requests",
    "uploads",
    "upload_flow",
    "streams",
    "exports",
    "all_exports",
    "live_checks",
    "live_visitors",
    "live_flow",
    "live_visitors_flow",
    "fixes",
    "all_fixes",
)
_IN_MEMORY = ("upload_bytes", "live_visitors_bytes")


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
        shared: dict[str, Slots | Flow] = {name: getattr(self, name) for name in _SHARED}
        in_memory: dict[str, Bytes] = {name: getattr(self, name) for name in _IN_MEMORY}
        return [
            Use("connections", len(self.connections), self.connections.most, self.connections.refused),
            *(Use(name, memory.in_use, memory.most, memory.refused) for name, memory in in_memory.items()),
            *(Use(name, slots.in_use, slots.each, slots.refused) for name, slots in shared.items()),
        ]


def make_budgets(settings: Settings, connections: int) -> Budgets:
    """Return the budgets. ``connections`` is the number that the file descriptors allow."""

    is_limited = settings.rate_limits == "on"

    def is_exempt(peer: Address) -> bool:
        return peer.is_loopback or is_trusted(peer, settings.trusted_proxies)

    return Budgets(
        Connections(connections, is_exempt),
        begins=RoundRobin(_STARTED_AT_ONCE, QueueLimits(connections, connections, connections)),
        # a whole class may share one address: its requests wait for each other instead of being refused
        networks=Slots(
            64,
            "Too many requests at once from your network. Try again in a few seconds.",
            waiting=connections,
            max_wait_seconds=30,
        ),
        requests=Slots(
            2,
            "You have too many requests at once. Try again in a few seconds.",
            waiting=64,
            max_wait_seconds=20,
        ),
        uploads=Slots(
            2,
            "You have too many uploads at once. Wait for the others to finish.",
            waiting=16,
            max_wait_seconds=30,
        ),
        upload_bytes=Bytes(_BYTES_IN_FLIGHT, small=_SMALL_BYTES, max_wait_seconds=20),
        # replaced contents count towards no quota, but stay until the cleanup
        upload_flow=Flow(
            4 * settings.quota_bytes if is_limited else sys.maxsize,
            "You have uploaded too much in the last hour. Try again later.",
        ),
        streams=Slots(
            32,
            "You have too many pages open. Close some of them.",
            most=connections // 2,
        ),
        exports=Slots(
            1,
            "You have too many exports at once. Wait for the others to finish.",
            waiting=8,
            max_wait_seconds=60,
        ),
        # each computes on the reader thread, and keeps a piece in memory
        all_exports=Slots(
            16,
            "The server is making too many exports. Try again in a few minutes.",
            waiting=connections,
            max_wait_seconds=60,
        ),
        live_checks=Slots(2, _LIVE_CHECKS, waiting=4, max_wait_seconds=20),
        # a whole class may share one address
        live_visitors=Slots(16, _LIVE_CHECKS, waiting=64, max_wait_seconds=20),
        live_flow=_limit_live_checks(600 if is_limited else sys.maxsize),
        live_visitors_flow=_limit_live_checks(1200 if is_limited else sys.maxsize),
        # apart from uploads: visitors of many networks must not keep users from uploading
        live_visitors_bytes=Bytes(_BYTES_OF_VISITORS, small=_SMALL_BYTES, max_wait_seconds=20),
        fixes=Slots(
            1,
            "You have too many fixes at once. Wait for the others to finish.",
            waiting=8,
            max_wait_seconds=60,
        ),
        # each is a worker beside those of the checks
        all_fixes=Slots(
            2,
            "The server is fixing too many files. Try again in a few minutes.",
            waiting=connections,
            max_wait_seconds=60,
        ),
    )


def _limit_live_checks(each: int) -> Flow:
    detail = "You have had too many checks in the last minute. Try again in a few seconds."
    return Flow(each, detail, within_seconds=60)


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
