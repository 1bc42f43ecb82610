"""Fair scheduling by network and account, and which requests are refused."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import Busy, TooMany
from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin

LIMITS = QueueLimits(account=3, network=6, everybody=9)


class Queue:
    """Requests that wait for one occupied slot, and the order in which they get it."""

    def __init__(self, share: QueueLimits = LIMITS) -> None:
        self.round_robin = RoundRobin(1, share)
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def occupied(self) -> Queue:
        """Take the slot, so that the next requests wait."""
        await self.round_robin.acquire(Requester("first", "first"))
        return self

    async def add(self, *names: str) -> None:
        for name in names:
            self.tasks.append(asyncio.create_task(self._wait(name)))
            await asyncio.sleep(0)
        await asyncio.sleep(0)  # for those that are refused meanwhile

    async def serve(self) -> str:
        self.round_robin.release()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return " ".join(self.order)

    async def _wait(self, name: str) -> None:
        network, _, account = name.partition("/")
        await self.round_robin.acquire(Requester(network, account))
        self.order.append(name)
        self.round_robin.release()


def test_a_free_slot_is_acquired_at_once() -> None:
    async def take() -> int:
        round_robin = RoundRobin(2, LIMITS)
        await round_robin.acquire(Requester("a", "1"))
        await round_robin.acquire(Requester("a", "1"))
        return round_robin.waiting

    assert asyncio.run(take()) == 0


@pytest.mark.parametrize(
    ("arriving", "served"),
    [
        ("a/1 a/1 a/1 b/1", "a/1 b/1 a/1 a/1"),
        ("a/1 a/1 a/1 a/2 a/3", "a/1 a/2 a/3 a/1 a/1"),
        ("a/1 a/2 a/3 b/1 b/2", "a/1 b/1 a/2 b/2 a/3"),
        ("a/1 a/1 a/2 b/1 c/1", "a/1 b/1 c/1 a/2 a/1"),
    ],
)
def test_networks_are_served_in_turn_and_accounts_within_them(arriving: str, served: str) -> None:
    async def scenario() -> str:
        queue = await Queue().occupied()
        await queue.add(*arriving.split())
        return await queue.serve()

    assert asyncio.run(scenario()) == served


def refused(queue: Queue) -> list[type[BaseException]]:
    errors = [task.exception() for task in queue.tasks if task.done()]
    return [type(error) for error in errors if error]


def test_an_account_with_too_many_waiting_requests_is_refused() -> None:
    async def scenario() -> str:
        queue = await Queue().occupied()
        await queue.add("a/1", "a/1", "a/1", "a/1", "a/2")
        assert refused(queue) == [TooMany]
        return await queue.serve()

    assert asyncio.run(scenario()) == "a/1 a/2 a/1 a/1"


def test_in_a_full_network_the_account_with_most_requests_loses_one() -> None:
    async def scenario() -> str:
        queue = await Queue().occupied()
        await queue.add("a/1", "a/1", "a/1", "a/2", "a/2", "a/2", "a/3")
        assert (refused(queue), queue.round_robin.refused) == ([TooMany], {"network": 1})
        return await queue.serve()

    assert asyncio.run(scenario()) == "a/1 a/2 a/3 a/1 a/2 a/2"


def test_in_a_full_network_of_equal_accounts_the_new_request_is_refused() -> None:
    async def scenario() -> list[type[BaseException]]:
        queue = await Queue().occupied()
        await queue.add(*(f"a/{number}" for number in range(7)))
        assert queue.tasks[-1].done()
        found = refused(queue)
        await queue.serve()
        return found

    assert asyncio.run(scenario()) == [TooMany]


def test_in_a_full_queue_the_largest_network_loses_one() -> None:
    async def scenario() -> str:
        queue = await Queue().occupied()
        await queue.add(*(f"a/{number}" for number in range(6)), "b/1", "b/2", "b/3", "c/1")
        assert refused(queue) == [TooMany]
        return await queue.serve()

    assert asyncio.run(scenario()) == "a/0 b/1 c/1 a/1 b/2 a/2 b/3 a/3 a/4"


def test_a_server_full_of_equal_networks_is_busy() -> None:
    async def scenario() -> list[type[BaseException]]:
        queue = await Queue().occupied()
        await queue.add(*(f"{name}/1" for name in "abcdefghij"))
        found = refused(queue)
        await queue.serve()
        return found

    assert asyncio.run(scenario()) == [Busy]


def test_a_cancelled_request_takes_no_slot() -> None:
    async def scenario() -> tuple[str, int]:
        queue = await Queue().occupied()
        await queue.add("a/1", "a/2", "b/1")
        queue.tasks[0].cancel()
        await asyncio.sleep(0)
        assert queue.round_robin.waiting == 2
        return await queue.serve(), queue.round_robin.waiting

    assert asyncio.run(scenario()) == ("a/2 b/1", 0)


def test_a_refused_request_that_is_cancelled_at_once_frees_no_slot() -> None:
    async def scenario() -> tuple[str, int]:
        queue = await Queue(QueueLimits(account=9, network=2, everybody=9)).occupied()
        await queue.add("a/1", "a/1")
        newest = asyncio.create_task(queue.round_robin.acquire(Requester("a", "2")))
        asyncio.get_running_loop().call_soon(queue.tasks[-1].cancel)  # as it is refused by the newest
        await asyncio.wait({queue.tasks[-1]})
        await asyncio.sleep(0)
        assert queue.tasks[-1].cancelled()
        assert not newest.done()
        return " ".join(queue.order), queue.round_robin.waiting

    assert asyncio.run(scenario()) == ("", 2)


def test_a_slot_of_a_cancelled_request_is_passed_on() -> None:
    async def scenario() -> str:
        queue = await Queue().occupied()
        await queue.add("a/1", "b/1")
        queue.round_robin.release()
        queue.tasks[0].cancel()
        await asyncio.gather(*queue.tasks, return_exceptions=True)
        await queue.round_robin.acquire(Requester("c", "1"))
        return " ".join(queue.order)

    assert asyncio.run(scenario()) == "b/1"
