"""Watches the event loop itself: how late it comes is how long everybody waits; and says that it lives."""

from __future__ import annotations

import asyncio

from lintbox.platform import systemd
from lintbox.services.runtime import Runtime

_EVERY_SECONDS = 1.0


class WatchdogTask:
    name = "watching"
    stale_after_seconds = 60.0

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY_SECONDS
            await asyncio.sleep(_EVERY_SECONDS)
            self._runtime.heartbeats.lag_seconds = max(0.0, loop.time() - due)
            self._runtime.heartbeats.record(self.name)
            # with a loop that stands still a new start is better than none
            if systemd.is_watched() and not self._runtime.heartbeats.find_silent():
                systemd.notify("WATCHDOG=1")

    async def finish(self) -> None:
        pass
