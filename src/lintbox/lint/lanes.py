"""Two lanes for checks, so that slow ones do not delay quick ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_RETRY_SECONDS = 1.0
_MEASURE_INTERVAL_SECONDS = 0.5


class SlowLane:
    """Places for slow checks; ``measure`` returns their number, which may change."""

    def __init__(self, measure: Callable[[], int], after_seconds: float = 1.0) -> None:
        self._measure = measure
        self._after_seconds = after_seconds
        self._taken = 0

    @property
    def is_full(self) -> bool:
        return self._taken >= self._measure()

    async def run(self, check: Coroutine[Any, Any, T], leave: Callable[[], None]) -> T:
        """Run a check, and call ``leave`` at its end, or earlier if this lane has a place after some time.

        It looks for a place every ``after_seconds``.
        """
        work = asyncio.create_task(check)
        is_here = False
        try:
            while not is_here and not work.done():
                await asyncio.wait({work}, timeout=self._after_seconds)
                if not work.done() and not self.is_full:
                    is_here = True
                    self._taken += 1
                    leave()
            return await work
        finally:
            work.cancel()
            if is_here:
                self._taken -= 1
            else:
                leave()


class Lanes:
    """A quick and a slow lane of the same size; ``measure`` returns the size, which may change.

    A check that takes longer than ``slow_after_seconds`` moves to the slow lane as soon as that has room.
    """

    def __init__(self, measure: Callable[[], int], slow_after_seconds: float = 1.0) -> None:
        self._measure = measure
        self._slow = SlowLane(measure, slow_after_seconds)
        self._quick = 0
        self._left = asyncio.Event()

    @property
    def size(self) -> int:
        return self._measure()

    async def enter(self, timeout_seconds: float) -> bool:
        """Take a place in the quick lane; return False if there was none in time."""
        clock = asyncio.get_running_loop().time
        end = clock() + timeout_seconds
        while self._quick >= self.size:
            if (left := end - clock()) <= 0:
                return False
            self._left.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, _MEASURE_INTERVAL_SECONDS)):
                    await self._left.wait()
        self._quick += 1
        return True

    def enter_more(self, most: int) -> int:
        """Take up to ``most`` free places in the quick lane; return how many."""
        taken = max(0, min(most, self.size - self._quick))
        self._quick += taken
        return taken

    def leave(self, places: int = 1) -> None:
        """Give places in the quick lane up."""
        self._quick -= places
        self._left.set()

    async def run(self, check: Coroutine[Any, Any, T]) -> T:
        """Run a check that has a place in the quick lane, and give its place up.

        Raises:
            ForkServerLostError
        """
        return await self._slow.run(_back_off(check), self.leave)


async def _back_off(check: Coroutine[Any, Any, T]) -> T:
    """Keep the place of a check that has failed for a second, so that it is not retried at once."""
    try:
        return await check
    except Exception:
        await asyncio.sleep(_RETRY_SECONDS)
        raise
