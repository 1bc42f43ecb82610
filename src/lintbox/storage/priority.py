"""Who waits for an answer goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LONGEST_SECONDS = 0.02


class Priority:
    """Lets work that nobody waits for begin when nobody's request is in hand.

    One thread at a time runs Python, so whatever else computes makes an answer wait for it.
    """

    def __init__(self, longest_seconds: float = _LONGEST_SECONDS) -> None:
        self.longest_seconds = longest_seconds
        self._waiting = 0
        self._quiet = asyncio.Event()

    @contextmanager
    def foreground(self) -> Iterator[None]:
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._quiet.set()

    async def stand_back(self) -> None:
        """Return when nobody waits, or after a moment: with requests without end, checks go on too."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.longest_seconds):
                while self._waiting:
                    self._quiet.clear()
                    await self._quiet.wait()
