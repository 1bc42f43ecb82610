"""Fair scheduling by network and account, and which requests are refused."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import Busy, TooMany
from lintbox.services.round_robin import QueueLimits, Requester, RoundRobin

LIMITS = QueueLimits(account=3, network=6, everybody=9)


class Line:
    """Requests that wait for one occupied slot, and the order in which they get it."""

    def __init__(self, share: QueueLimits = LIMITS) -> None:
        self.round_robin = RoundRobin(1, share)
        self.order: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self) -> Line:
        await self.round_robin.acquire(Requester("first", "first"))
        return self

    async def join(self, *names: str) -> None:
        for name in names:
            self.tasks.append(asyncio.create_task(self._wait(name)))
            await asyncio.sleep(0)
        await asyncio.sleep(0)  # for those who are sent away meanwhile

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
    ("come", "served"),
    [
        ("a/1 a/1 a/1 b/1", "a/1 b/1 a/1 a/1"),
        ("a/1 a/1 a/1 a/2 a/3", "a/1 a/2 a/3 a/1 a/1"),
        ("a/1 a/2 a/3 b/1 b/2", "a/1 b/1 a/2 b/2 a/3"),
        ("a/1 a/1 a/2 b/1 c/1", "a/1 b/1 c/1 a/2 a/1"),
    ],
)
def test_networks_are_served_in_turn_and_accounts_within_them(come: str, served: str) -> None:
    async def wait() -> str:
        line = await Line().open()
        await line.join(*come.split())
        return await line.serve()

    assert asyncio.run(wait()) == served


def refused(line: Line) -> list[type[BaseException]]:
    errors = [task.exception() for task in line.tasks if task.done()]
    return [type(error) for error in errors if error]


def test_an_account_with_too_many_waiting_requests_is_refused() -> None:
    async def wait() -> str:
        line = await Line().open()
        await line.join("a/1", "a/1", "a/1", "a/1", "a/2")
        assert refused(line) == [TooMany]
        return await line.serve()

    assert asyncio.run(wait()) == "a/1 a/2 a/1 a/1"


def test_in_a_full_network_the_account_with_most_requests_loses_one() -> None:
    async def wait() -> str:
        line = await Line().open()
        await line.join("a/1", "a/1", "a/1", "a/2", "a/2", "a/2", "a/3")
        assert (refused(line), line.round_robin.refused) == ([TooMany], {"network": 1})
        return await line.serve()

    assert asyncio.run(wait()) == "a/1 a/2 a/3 a/1 a/2 a/2"


def test_in_a_full_network_of_equal_accounts_the_new_request_is_refused() -> None:
    async def wait() -> list[type[BaseException]]:
        line = await Line().open()
        await line.join(*(f"a/{number}" for number in range(7)))
        assert line.tasks[-1].done()
        found = refused(line)
        await line.serve()
        return found

    assert asyncio.run(wait()) == [TooMany]


def test_in_a_full_queue_the_largest_network_loses_one() -> None:
    async def wait() -> str:
        line = await Line().open()
        await line.join(*(f"a/{number}" for number in range(6)), "b/1", "b/2", "b/3", "c/1")
        assert refused(line) == [TooMany]
        return await line.serve()

    assert asyncio.run(wait()) == "a/0 b/1 c/1 a/1 b/2 a/2 b/3 a/3 a/4"


def test_a_server_full_of_equal_networks_is_busy() -> None:
    async def wait() -> list[type[BaseException]]:
        line = await Line().open()
        await line.join(*(f"{name}/1" for name in "abcdefghij"))
        found = refused(line)
        await line.serve()
        return found

    assert asyncio.run(wait()) == [Busy]


def test_a_cancelled_request_takes_no_slot() -> None:
    async def wait() -> tuple[str, int]:
        line = await Line().open()
        await line.join("a/1", "a/2", "b/1")
        line.tasks[0].cancel()
        await asyncio.sleep(0)
        assert line.round_robin.waiting == 2
        return await line.serve(), line.round_robin.waiting

    assert asyncio.run(wait()) == ("a/2 b/1", 0)


def test_a_slot_of_a_cancelled_request_is_passed_on() -> None:
    async def wait() -> str:
        line = await Line().open()
        await line.join("a/1", "b/1")
        line.round_robin.release()
        line.tasks[0].cancel()
        await asyncio.gather(*line.tasks, return_exceptions=True)
        await line.round_robin.acquire(Requester("c", "1"))
        return " ".join(line.order)

    assert asyncio.run(wait()) == "b/1"
