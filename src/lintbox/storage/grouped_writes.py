"""Joins units of work that come at nearly the same time into one transaction, which saves commits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from lintbox.domain import Locked

# requests wait for the whole transaction
_MOST_UNITS = 16

Unit = Callable[[], Any]
Transact = Callable[[Unit], Awaitable[Any]]
"""Runs a unit in a transaction of its own."""


class GroupedWrites:
    """While one transaction is written, the next units collect; a unit alone waits for nothing.

    If a unit fails, the transaction is rolled back, and each of its units runs again in one of its own.
    """

    def __init__(self, transact: Transact) -> None:
        self._transact = transact
        self._waiting: deque[tuple[Unit, asyncio.Future[Any]]] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def run(self, unit: Unit) -> Any:
        """Return the unit's result after the commit, or raise its error."""
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, result))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await result

    async def _write(self) -> None:
        while self._waiting:
            count = min(_MOST_UNITS, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(count)]
            await self._write_group([(unit, result) for unit, result in group if not result.cancelled()])

    async def _write_group(self, group: list[tuple[Unit, asyncio.Future[Any]]]) -> None:
        units = [unit for unit, _ in group]
        try:
            values = await self._transact(partial(_run_all, units))
        except Exception as error:
            # each unit alone would wait for the lock again
            if len(group) == 1 or isinstance(error, Locked):
                for _, result in group:
                    _settle(result, error=error)
            else:
                for alone in group:
                    await self._write_group([alone])
            return
        for (_, result), value in zip(group, values, strict=True):
            _settle(result, value)


def _run_all(units: list[Unit]) -> list[Any]:
    return [unit() for unit in units]


def _settle(result: asyncio.Future[Any], value: object = None, error: Exception | None = None) -> None:
    if result.done():  # its caller was cancelled
        return
    if error:
        result.set_exception(error)
    else:
        result.set_result(value)
