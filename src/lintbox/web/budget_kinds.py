"""Limits per key: concurrent slots with a wait queue, bytes in memory, and a flow per time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from math import ceil
from typing import Never

from lintbox.domain import Busy, TooMany

_HOUR_SECONDS = 3600


class Slots:
    """A semaphore per key: ``each`` slots, and a FIFO queue of ``waiting`` more.

    Waiting longer than ``max_wait_seconds`` is refused. ``most`` limits all keys together, without
    waiting. ``detail`` is the message of the refusal.
    """

    def __init__(
        self,
        each: int,
        detail: str,
        *,
        waiting: int = 0,
        max_wait_seconds: float = 0,
        most: int | None = None,
    ) -> None:
        self.each = each
        self.most = most
        self.refused = 0
        self._detail = detail
        self._longest_queue = waiting
        self._max_wait_seconds = max_wait_seconds
        self._held: Counter[str] = Counter()
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}

    @property
    def in_use(self) -> int:
        return self._held.total()

    async def take(self, key: str) -> Callable[[], None]:
        """Take a slot and return the function that releases it.

        Raises:
            TooMany: the queue is full, or the wait took too long.
            Busy: the limit for all keys is reached.
        """
        if self.most is not None and self.in_use >= self.most:
            self.refused += 1
            raise Busy("The server is too busy. Try again in a few seconds.")
        if self._held[key] < self.each:
            self._held[key] += 1
        else:
            await self._wait(key)
        return lambda: self._release(key)

    async def _wait(self, key: str) -> None:
        queue = self._queues.setdefault(key, deque())
        if len(queue) >= self._longest_queue:
            self._refuse()
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(self._max_wait_seconds):
                await turn
        except TimeoutError:
            self._cancel_wait(key, turn)
            self._refuse()
        except asyncio.CancelledError:
            self._cancel_wait(key, turn)
            raise

    def _cancel_wait(self, key: str, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():  # the slot was assigned at the moment of the timeout
            self._release(key)
        elif (queue := self._queues.get(key)) and turn in queue:
            queue.remove(turn)

    def _release(self, key: str) -> None:
        queue = self._queues.get(key)
        while queue:
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)  # the slot passes to the next in the queue
                return
        self._queues.pop(key, None)
        self._held[key] -= 1
        if not self._held[key]:
            del self._held[key]

    def _refuse(self) -> Never:
        self.refused += 1
        raise TooMany(self._detail, 5)


class Bytes:
    """Bytes in memory, reserved before they arrive.

    Requests over ``small`` bytes may use three quarters only, so that small ones still fit.
    """

    def __init__(self, most: int, *, small: int, max_wait_seconds: float) -> None:
        self.most = most
        self.in_use = 0
        self.refused = 0
        self._small = small
        self._max_wait_seconds = max_wait_seconds
        self._freed = asyncio.Event()

    async def take(self, size: int) -> Callable[[], None]:
        """Reserve bytes, waiting if need be, and return the function that releases them.

        Raises:
            Busy: not enough bytes became free in time.
        """
        limit = self.most if size <= self._small else self.most * 3 // 4
        size = min(size, limit)
        try:
            async with asyncio.timeout(self._max_wait_seconds):
                while self.in_use + size > limit:
                    await self._freed.wait()
        except TimeoutError:
            self.refused += 1
            raise Busy("Too much is being uploaded at once. Try again in a few seconds.") from None
        self.in_use += size
        return lambda: self._release(size)

    def _release(self, size: int) -> None:
        self.in_use -= size
        self._freed.set()
        self._freed = asyncio.Event()


class Flow:
    """A leaky bucket per key: ``each`` units, such as bytes, per ``within_seconds``."""

    def __init__(
        self,
        each: int,
        detail: str,
        clock: Callable[[], float] = time.monotonic,
        *,
        within_seconds: float = _HOUR_SECONDS,
    ) -> None:
        self.each = each
        self.refused = 0
        self._detail = detail
        self._clock = clock
        self._within_seconds = within_seconds
        self._levels: dict[str, tuple[float, float]] = {}  # units, and the time of measuring

    @property
    def in_use(self) -> int:
        return ceil(sum(self._measure(key) for key in self._levels))

    def check(self, key: str) -> None:
        """Raises: TooMany: the key has used its units."""
        if (over := self._measure(key) - self.each) >= 0:
            self.refused += 1
            pause_seconds = self._within_seconds / 60
            raise TooMany(self._detail, int(over / self.each * self._within_seconds + pause_seconds))

    def spend(self, key: str, size: int) -> None:
        self._levels = {other: level for other, level in self._levels.items() if self._measure(other)}
        self._levels[key] = (self._measure(key) + size, self._clock())

    def _measure(self, key: str) -> float:
        level, measured_at = self._levels.get(key, (0.0, 0.0))
        return max(0.0, level - (self._clock() - measured_at) / self._within_seconds * self.each)
