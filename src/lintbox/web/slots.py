"""Budgets that are shared in turn: so many at once for each, the next ones wait."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Never

from lintbox.domain import Busy, TooMany

_HOUR_SECONDS = 3600


class Slots:
    """``each`` at once for one key; ``waiting`` more wait for up to ``patience_seconds``, in turn.

    ``most`` is for all keys together, and nobody waits for it.
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
        """Take a slot and return what gives it back.

        Raises:
            TooMany: too many wait already, or the wait was too long.
            Busy: all keys together hold too many.
        """
        if self.most is not None and self.in_use >= self.most:
            self.refused += 1
            raise Busy("The server has too much of this to do at once. Try again in a few seconds.")
        if self._held[key] < self.each:
            self._held[key] += 1
        else:
            await self._wait(key)
        return lambda: self._give_back(key)

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
            self._leave(key, turn)
            self._refuse()
        except asyncio.CancelledError:
            self._leave(key, turn)
            raise

    def _leave(self, key: str, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():  # its turn came at the same moment
            self._give_back(key)
        elif (queue := self._queues.get(key)) and turn in queue:
            queue.remove(turn)

    def _give_back(self, key: str) -> None:
        queue = self._queues.get(key)
        while queue:
            turn = queue.popleft()
            if not turn.done():
                turn.set_result(None)  # the slot passes on
                return
        self._queues.pop(key, None)
        self._held[key] -= 1
        if not self._held[key]:
            del self._held[key]

    def _refuse(self) -> Never:
        self.refused += 1
        raise TooMany(self._detail, 5)


class Bytes:
    """Bytes in memory, taken before they arrive; what is small finds room where what is large does not."""

    def __init__(self, most: int, *, small: int, max_wait_seconds: float) -> None:
        self.most = most
        self.in_use = 0
        self.refused = 0
        self._small = small
        self._max_wait_seconds = max_wait_seconds
        self._freed = asyncio.Event()

    async def take(self, size: int) -> Callable[[], None]:
        """Wait for room and return what gives it back.

        Raises:
            Busy: there was none in time.
        """
        link_builder = self.most if size <= self._small else self.most * 3 // 4
        size = min(size, link_builder)
        try:
            async with asyncio.timeout(self._max_wait_seconds):
                while self.in_use + size > link_builder:
                    await self._freed.wait()
        except TimeoutError:
            self.refused += 1
            raise Busy("Too much is being uploaded at once. Try again in a few seconds.") from None
        self.in_use += size
        return lambda: self._give_back(size)

    def _give_back(self, size: int) -> None:
        self.in_use -= size
        self._freed.set()
        self._freed = asyncio.Event()


class Flow:
    """So many bytes an hour for one key, counted after they came; what is unused adds up to one hour's."""

    def __init__(self, each: int, detail: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.each = each
        self.refused = 0
        self._detail = detail
        self._clock = clock
        self._owed: dict[str, tuple[float, float]] = {}  # bytes, and when they were owed

    @property
    def in_use(self) -> int:
        return int(sum(self._measure(key) for key in self._owed))

    def check(self, key: str) -> None:
        """Raises: TooMany."""
        if (over := self._measure(key) - self.each) >= 0:
            self.refused += 1
            raise TooMany(self._detail, int(over / self.each * _HOUR_SECONDS) + 60)

    def spend(self, key: str, size: int) -> None:
        self._owed = {other: owed for other, owed in self._owed.items() if self._measure(other)}
        self._owed[key] = (self._measure(key) + size, self._clock())

    def _measure(self, key: str) -> float:
        owed, at = self._owed.get(key, (0.0, 0.0))
        return max(0.0, owed - (self._clock() - at) / _HOUR_SECONDS * self.each)
