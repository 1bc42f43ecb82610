"""Background work yields to requests."""

from __future__ import annotations

import asyncio
from threading import Event

from lintbox.storage.database import Database
from lintbox.storage.priority import Priority


def test_background_work_starts_after_the_requests() -> None:
    async def scenario() -> None:
        priority = Priority(max_wait_seconds=60)
        with priority.foreground():
            background = asyncio.create_task(priority.yield_to_foreground())
            with priority.foreground():
                await asyncio.sleep(0)
            await asyncio.sleep(0.01)
            assert not background.done()
        await background

    asyncio.run(scenario())


def test_a_new_request_precedes_waiting_background_work() -> None:
    async def scenario() -> None:
        priority = Priority(max_wait_seconds=60)
        with priority.foreground():
            background = asyncio.create_task(priority.yield_to_foreground())
            await asyncio.sleep(0)
        with priority.foreground():
            await asyncio.sleep(0.01)
            assert not background.done()
        await background

    asyncio.run(scenario())


def test_constant_requests_do_not_stop_background_work() -> None:
    async def scenario() -> None:
        priority = Priority()
        with priority.foreground():
            await priority.yield_to_foreground()

    asyncio.run(scenario())


def test_a_failed_request_does_not_block_background_work() -> None:
    async def scenario() -> None:
        priority = Priority(max_wait_seconds=60)
        try:
            with priority.foreground():
                raise ValueError
        except ValueError:
            await priority.yield_to_foreground()

    asyncio.run(scenario())


def test_a_verdict_is_stored_after_current_reads(db: Database) -> None:
    db.priority.max_wait_seconds = 60
    order: list[str] = []
    go_on = Event()

    def read() -> None:
        go_on.wait()
        order.append("page")

    async def scenario() -> None:
        page = asyncio.create_task(db.read(read))
        await asyncio.sleep(0)
        verdict = asyncio.create_task(db.run_background(order.append, "verdict"))
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(page, verdict)

    asyncio.run(scenario())
    assert order == ["page", "verdict"]
