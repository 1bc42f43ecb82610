"""Measures the lag of the event loop and feeds systemd's watchdog."""

from __future__ import annotations

import asyncio

from lintbox.platform import systemd
from lintbox.services.runtime import Runtime

_INTERVAL_SECONDS = 1.0


class WatchdogTask:
    name = "watchdog"
    stale_after_seconds = 60.0

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _INTERVAL_SECONDS
            await asyncio.sleep(_INTERVAL_SECONDS)
            self._runtime.heartbeats.lag_seconds = max(0.0, loop.time() - due)
            self._runtime.heartbeats.record(self.name)
            # while a task hangs, no WATCHDOG=1: systemd restarts the service
            if systemd.has_watchdog() and not self._runtime.heartbeats.list_silent():
                systemd.notify("WATCHDOG=1")

    async def finish(self) -> None:
        pass
