"""Requests take precedence over background work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_MAX_WAIT_SECONDS = 0.02


class Priority:
    """Delays background work while a request waits for the database.

    Only one thread at a time runs Python code (the GIL), so any other computation delays the response.
    """

    def __init__(self, max_wait_seconds: float = _MAX_WAIT_SECONDS) -> None:
        self.max_wait_seconds = max_wait_seconds
        self._requests = 0
        self._no_requests = asyncio.Event()

    @contextmanager
    def foreground(self) -> Iterator[None]:
        self._requests += 1
        try:
            yield
        finally:
            self._requests -= 1
            if not self._requests:
                self._no_requests.set()

    async def yield_to_foreground(self) -> None:
        """Return when no request waits, or after ``max_wait_seconds``: constant load must not stop checks."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.max_wait_seconds):
                while self._requests:
                    self._no_requests.clear()
                    await self._no_requests.wait()
