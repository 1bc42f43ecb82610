"""Slots and byte budgets are scheduled in turn, and always released."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from functools import wraps
from types import SimpleNamespace
from typing import Any

import pytest

from lintbox.domain import Busy, TooMany
from lintbox.services.round_robin import Requester
from lintbox.settings import Settings
from lintbox.web.budget_kinds import Bytes, Flow, Slots
from lintbox.web.budgets import hold_live_check, make_budgets
from lintbox.web.downloads import is_too_slow

FOREVER = 60.0


def runs(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    @wraps(test)
    def run() -> None:
        asyncio.run(test())

    return run


@runs
async def test_users_are_served_in_turn() -> None:
    slots = Slots(1, "Wait.", waiting=5, max_wait_seconds=FOREVER)
    done: list[int] = []

    async def work(number: int) -> None:
        give_back = await slots.take("alice")
        assert slots.in_use == 1
        await asyncio.sleep(0)
        done.append(number)
        give_back()

    await asyncio.gather(*(work(number) for number in range(5)))
    assert done == [0, 1, 2, 3, 4]
    assert slots.in_use == 0


@runs
async def test_users_do_not_wait_for_each_other() -> None:
    slots = Slots(1, "Wait.", waiting=5, max_wait_seconds=FOREVER)
    await slots.take("alice")
    await slots.take("bob")
    assert slots.in_use == 2


@runs
async def test_a_request_is_refused_when_too_many_wait() -> None:
    slots = Slots(1, "You have too many.", waiting=1, max_wait_seconds=FOREVER)
    give_back = await slots.take("alice")
    waiting = asyncio.create_task(slots.take("alice"))
    await asyncio.sleep(0)
    with pytest.raises(TooMany, match="You have too many") as refusal:
        await slots.take("alice")
    assert refusal.value.retry_after > 0
    assert slots.refused == 1
    give_back()
    (await waiting)()
    assert slots.in_use == 0


@runs
async def test_a_request_that_waits_too_long_is_refused() -> None:
    slots = Slots(1, "Wait.", waiting=5, max_wait_seconds=0.01)
    give_back = await slots.take("alice")
    with pytest.raises(TooMany):
        await slots.take("alice")
    give_back()
    await slots.take("alice")
    assert slots.in_use == 1


@runs
async def test_a_cancelled_request_leaves_the_queue() -> None:
    slots = Slots(1, "Wait.", waiting=5, max_wait_seconds=FOREVER)
    give_back = await slots.take("alice")
    gone = asyncio.create_task(slots.take("alice"))
    next_one = asyncio.create_task(slots.take("alice"))
    await asyncio.sleep(0)
    give_back()  # its turn comes at the moment at which it goes
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    (await next_one)()
    assert slots.in_use == 0


@runs
async def test_all_users_together_are_limited() -> None:
    slots = Slots(2, "Wait.", most=3)
    for name in ("alice", "bob", "charlie"):
        await slots.take(name)
    with pytest.raises(Busy):
        await slots.take("dora")
    assert slots.refused == 1


@runs
async def test_requests_wait_for_their_bytes() -> None:
    budget = Bytes(100, small=10, max_wait_seconds=FOREVER)
    give_back = await budget.take(70)
    waiting = asyncio.create_task(budget.take(60))
    await asyncio.sleep(0)
    assert budget.in_use == 70
    give_back()
    (await waiting)()
    assert budget.in_use == 0


@runs
async def test_small_bodies_are_served_beside_large_ones() -> None:
    budget = Bytes(100, small=10, max_wait_seconds=0.01)
    await budget.take(1_000)  # as much as a large one can get
    assert budget.in_use == 75
    with pytest.raises(Busy):
        await budget.take(20)
    await budget.take(10)
    assert (budget.in_use, budget.refused) == (85, 1)


def test_bytes_per_hour_are_counted_and_expire() -> None:
    now = [1000.0]
    flow = Flow(3600, "Too much.", lambda: now[0])
    flow.spend("alice", 3000)
    flow.check("alice")
    flow.spend("alice", 1200)
    with pytest.raises(TooMany, match="Too much") as refusal:
        flow.check("alice")
    assert refusal.value.retry_after == 660
    flow.check("bob")
    assert (flow.in_use, flow.refused) == (4200, 1)
    now[0] += 660
    flow.check("alice")
    now[0] += 3600
    assert flow.in_use == 0


def test_units_per_minute_are_counted_and_expire() -> None:
    now = [0.0]
    flow = Flow(60, "too many", lambda: now[0], within_seconds=60)
    for _ in range(60):
        flow.check("alice")
        flow.spend("alice", 1)
    with pytest.raises(TooMany) as refused:
        flow.check("alice")
    assert 0 < refused.value.retry_after <= 60
    flow.check("bob")
    now[0] = 1.0
    flow.check("alice")


@pytest.mark.parametrize(
    ("sent", "seconds", "too_slow"),
    [
        (64 * 1024, 29, False),
        (64 * 1024, 32, True),
        (20 * 1024**2, 340, False),
        (20 * 1024**2, 360, True),
        (500 * 1024**2, 590, False),
        (500 * 1024**2, 610, True),
    ],
)
def test_an_export_ends_when_its_client_reads_too_slowly(sent: int, seconds: int, too_slow: bool) -> None:
    assert is_too_slow(sent, seconds) == too_slow


def test_a_user_may_check_600_texts_in_a_minute_and_a_network_1200() -> None:
    budgets = make_budgets(Settings(_env_file=None), connections=100)
    for flow, most in ((budgets.live_flow, 600), (budgets.live_visitors_flow, 1200)):
        flow.spend("alice", most - 1)
        flow.check("alice")
        flow.spend("alice", most)
        with pytest.raises(TooMany):
            flow.check("alice")


@runs
async def test_each_check_of_a_text_counts_for_its_user_or_its_network() -> None:
    budgets = make_budgets(Settings(_env_file=None), connections=100)
    with ExitStack() as held:
        state = SimpleNamespace(held=held, turn=ExitStack())
        app = SimpleNamespace(ctx=SimpleNamespace(budgets=budgets))
        request: Any = SimpleNamespace(app=app, ctx=state, headers={})
        await hold_live_check(request, Requester("192.0.2.7", "alice"), 1000)
        assert (budgets.live_flow.in_use, budgets.live_visitors_flow.in_use) == (1, 0)
        assert (budgets.upload_bytes.in_use, budgets.live_visitors_bytes.in_use) == (1000, 0)
        await hold_live_check(request, Requester("192.0.2.7", ""), 1000)
        assert (budgets.live_flow.in_use, budgets.live_visitors_flow.in_use) == (1, 1)
        # the second call exchanged the slots of the first
        assert (budgets.live_checks.in_use, budgets.live_visitors.in_use) == (0, 1)
        assert (budgets.upload_bytes.in_use, budgets.live_visitors_bytes.in_use) == (0, 1000)
    assert (budgets.live_visitors.in_use, budgets.upload_bytes.in_use) == (0, 0)


def test_checks_are_unlimited_without_rate_limits() -> None:
    unlimited = make_budgets(Settings(_env_file=None, rate_limits="off"), connections=100).live_flow
    unlimited.spend("alice", 10**9)
    unlimited.check("alice")


@runs
async def test_the_exports_of_all_users_wait_for_each_other() -> None:
    slots = make_budgets(Settings(_env_file=None), connections=100).all_exports
    held = [await slots.take("everybody") for _ in range(16)]
    waiting = asyncio.create_task(slots.take("everybody"))
    await asyncio.sleep(0)
    assert not waiting.done()
    held.pop()()
    (await waiting)()
    assert slots.in_use == 15
