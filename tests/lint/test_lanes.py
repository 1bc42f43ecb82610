"""The two lanes: their size follows the workers, and a slow check leaves its place to quick ones."""

from __future__ import annotations

import asyncio

from lintbox.lint.lanes import Lanes


def test_a_place_is_there_when_a_worker_comes() -> None:
    async def come() -> None:
        sizes = [0]
        lanes = Lanes(lambda: sizes[0])
        assert not await lanes.enter(0.01)
        waiting = asyncio.create_task(lanes.enter(30))
        await asyncio.sleep(0)
        sizes[0] = 1
        assert await waiting
        assert not await lanes.enter(0.01)

    asyncio.run(come())


def test_free_places_are_taken_together_and_given_up_together() -> None:
    async def take() -> None:
        lanes = Lanes(lambda: 4)
        assert await lanes.enter(0)
        assert lanes.enter_more(2) == 2
        assert lanes.enter_more(5) == 1
        assert lanes.enter_more(5) == 0
        lanes.leave(3)
        assert lanes.enter_more(5) == 3

    asyncio.run(take())


def test_a_slow_check_leaves_its_place_and_a_second_one_keeps_it() -> None:
    async def occupy() -> None:
        lanes = Lanes(lambda: 1, slow_after_seconds=0.01)
        end = asyncio.Event()
        checks = []
        for _ in range(2):
            assert await lanes.enter(30)
            checks.append(asyncio.create_task(lanes.run(end.wait())))
        await asyncio.sleep(0.05)
        assert not await lanes.enter(0.01)
        end.set()
        assert await asyncio.gather(*checks) == [True, True]
        assert await lanes.enter(0)

    asyncio.run(occupy())


def test_a_slow_check_that_kept_its_place_leaves_it_when_another_slow_one_ends() -> None:
    async def occupy() -> None:
        lanes = Lanes(lambda: 1, slow_after_seconds=0.01)
        ends = [asyncio.Event(), asyncio.Event()]
        checks = []
        for end in ends:
            assert await lanes.enter(30)
            checks.append(asyncio.create_task(lanes.run(end.wait())))
        await asyncio.sleep(0.05)
        ends[0].set()
        assert await lanes.enter(30)  # the second check still runs
        ends[1].set()
        assert await asyncio.gather(*checks) == [True, True]

    asyncio.run(occupy())
