"""Publish and subscribe inside the process; knows ids only."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from lintbox.domain import Change

_MOST_WAITING = 2_000


class WakeEvent:
    """Wakes one loop; a ring while it works is heard when it waits next."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, timeout_seconds: float) -> None:
        """Return when it rings, or after the time."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


class Subscription:
    """One browser's changes; several of one file become one."""

    def __init__(self) -> None:
        self.closed = False
        self._changes: dict[str, Change] = {}
        self._bell = WakeEvent()

    def add(self, file_id: str, change: Change) -> None:
        earlier = self._changes.get(file_id)
        self._changes[file_id] = earlier if earlier and change == Change.UPDATED else change
        # who reads too slowly is sent away, comes back, and reads everything again
        if len(self._changes) > _MOST_WAITING:
            self.close()
        self._bell.set()

    async def take(self, timeout_seconds: float) -> dict[str, Change]:
        """Return what has changed, at once or when something does; empty after the time."""
        if not self._changes and not self.closed:
            await self._bell.wait(timeout_seconds)
        changes, self._changes = self._changes, {}
        return changes

    def close(self) -> None:
        self.closed = True
        self._bell.set()


class Events:
    def __init__(self) -> None:
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the server is about to end."""
        return self._closed

    def publish(self, user_id: str, file_id: str, change: Change) -> None:
        for subscription in self._subscriptions.get(user_id, ()):
            subscription.add(file_id, change)

    def dismiss(self, user_id: str) -> None:
        """End the streams of one user, whose session is over."""
        for subscription in self._subscriptions.get(user_id, ()):
            subscription.close()

    @contextmanager
    def subscribe(self, user_id: str) -> Iterator[Subscription]:
        subscription = Subscription()
        subscription.closed = self._closed
        self._subscriptions[user_id].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[user_id].discard(subscription)
            if not self._subscriptions[user_id]:
                del self._subscriptions[user_id]

    def close(self) -> None:
        """End every stream, also those that come later."""
        self._closed = True
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.close()
