"""Publish and subscribe within the process; events contain ids only."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from lintbox.domain import Change

_MAX_PENDING = 2_000


class WakeEvent:
    """Wakes one task; an event that is set while the task works ends its next wait."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, timeout_seconds: float) -> None:
        """Return when the event is set, or after the timeout."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


class Subscription:
    """The pending changes of one event stream; several changes of one file are merged."""

    def __init__(self) -> None:
        self.closed = False
        self._changes: dict[str, Change] = {}
        self._wake = WakeEvent()

    def add(self, file_id: str, change: Change) -> None:
        earlier = self._changes.get(file_id)
        self._changes[file_id] = earlier if earlier and change == Change.UPDATED else change
        # a slow reader is disconnected; it reconnects and reads everything again
        if len(self._changes) > _MAX_PENDING:
            self.close()
        self._wake.set()

    async def take(self, timeout_seconds: float) -> dict[str, Change]:
        """Return the pending changes, waiting for the first one; empty after the timeout."""
        if not self._changes and not self.closed:
            await self._wake.wait(timeout_seconds)
        changes, self._changes = self._changes, {}
        return changes

    def close(self) -> None:
        self.closed = True
        self._wake.set()


class Events:
    """Publishes the changes of a user's files to the user's event streams."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, set[Subscription]] = defaultdict(set)
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the server is shutting down."""
        return self._closed

    def publish(self, user_id: str, file_id: str, change: Change) -> None:
        for subscription in self._subscriptions.get(user_id, ()):
            subscription.add(file_id, change)

    def close_streams(self, user_id: str) -> None:
        """End the streams of a user whose session has ended."""
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
        """End every stream, and reject new ones."""
        self._closed = True
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.close()
