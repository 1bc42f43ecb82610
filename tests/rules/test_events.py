"""Which subscriptions get which events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from lintbox.domain import Change
from lintbox.events import Events, WakeEvent

LONG = 60.0  # a timeout in seconds that is never reached: events arrive at once


@pytest.mark.parametrize(
    ("changes", "heard"),
    [
        ([Change.CREATED, Change.UPDATED], Change.CREATED),
        ([Change.UPDATED, Change.UPDATED], Change.UPDATED),
        ([Change.CREATED, Change.UPDATED, Change.DELETED], Change.DELETED),
        ([Change.DELETED, Change.UPDATED], Change.DELETED),
    ],
)
def test_several_changes_of_a_file_become_one(changes: Sequence[Change], heard: Change) -> None:
    events = Events()
    with events.subscribe("alice") as mine:
        for change in changes:
            events.publish("alice", "game", change)
        assert asyncio.run(mine.take(LONG)) == {"game": heard}


def test_changes_of_different_files_are_kept_separate() -> None:
    events = Events()
    with events.subscribe("alice") as mine:
        events.publish("alice", "game", Change.UPDATED)
        events.publish("alice", "maze", Change.DELETED)
        assert asyncio.run(mine.take(LONG)) == {"game": Change.UPDATED, "maze": Change.DELETED}


def test_a_user_gets_no_events_of_another_users_files() -> None:
    events = Events()
    with events.subscribe("alice"), events.subscribe("bob") as other:
        events.publish("alice", "game", Change.CREATED)
        assert asyncio.run(other.take(0)) == {}


def test_each_subscription_of_a_user_gets_every_event() -> None:
    events = Events()
    with events.subscribe("alice") as first, events.subscribe("alice") as second:
        events.publish("alice", "game", Change.CREATED)
        assert asyncio.run(first.take(LONG)) == asyncio.run(second.take(LONG)) == {"game": Change.CREATED}


def test_a_waiting_subscription_gets_an_event_at_once() -> None:
    async def wait_and_publish() -> dict[str, Change]:
        async def publish() -> None:
            events.publish("alice", "game", Change.CREATED)

        with events.subscribe("alice") as mine:
            heard, _ = await asyncio.gather(mine.take(LONG), publish())
            return heard

    events = Events()
    assert asyncio.run(wait_and_publish()) == {"game": Change.CREATED}


def test_an_event_is_delivered_once() -> None:
    async def take_twice() -> dict[str, Change]:
        with events.subscribe("alice") as mine:
            events.publish("alice", "game", Change.CREATED)
            await mine.take(LONG)
            return await mine.take(0)

    events = Events()
    assert asyncio.run(take_twice()) == {}


def test_closing_ends_waiting_subscriptions() -> None:
    async def wait_and_close() -> tuple[dict[str, Change], bool]:
        async def close() -> None:
            events.close()

        with events.subscribe("alice") as mine:
            heard, _ = await asyncio.gather(mine.take(LONG), close())
            return heard, mine.closed

    events = Events()
    assert asyncio.run(wait_and_close()) == ({}, True)


def test_a_slow_reader_is_disconnected() -> None:
    events = Events()
    with events.subscribe("alice") as mine:
        for number in range(2_000):
            events.publish("alice", f"file {number}", Change.CREATED)
        kept_until_then = not mine.closed
        events.publish("alice", "one too many", Change.CREATED)
        assert kept_until_then
        assert mine.closed


def test_many_changes_of_one_file_disconnect_no_reader() -> None:
    events = Events()
    with events.subscribe("alice") as mine:
        for _ in range(5_000):
            events.publish("alice", "game", Change.UPDATED)
        assert not mine.closed


def test_an_ended_subscription_gets_no_events() -> None:
    events = Events()
    with events.subscribe("alice") as mine:
        pass
    events.publish("alice", "game", Change.CREATED)
    assert asyncio.run(mine.take(0)) == {}


def test_an_event_set_before_the_wait_ends_it() -> None:
    async def ring_and_wait() -> None:
        wake_event = WakeEvent()
        wake_event.set()
        async with asyncio.timeout(5):
            await wake_event.wait(LONG)

    asyncio.run(ring_and_wait())


def test_an_event_ends_one_wait() -> None:
    async def wait_twice() -> bool:
        wake_event = WakeEvent()
        wake_event.set()
        await wake_event.wait(LONG)
        second = asyncio.ensure_future(wake_event.wait(LONG))
        await asyncio.wait({second}, timeout=0)
        waits = not second.done()
        second.cancel()
        return waits

    assert asyncio.run(wait_twice())
