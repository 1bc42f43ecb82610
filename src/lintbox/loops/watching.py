"""Watches the event loop itself: how late it comes is how long everybody waits; and says that it lives."""

from __future__ import annotations

import asyncio

from lintbox import systemd
from lintbox.loops import Surroundings

_EVERY_SECONDS = 1.0


class Watching:
    name = "watching"
    patience_seconds = 60.0

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY_SECONDS
            await asyncio.sleep(_EVERY_SECONDS)
            self._around.pulse.lag_seconds = max(0.0, loop.time() - due)
            self._around.pulse.beat(self.name)
            # with a loop that stands still a new start is better than none
            if systemd.is_watched() and not self._around.pulse.find_silent():
                systemd.notify("WATCHDOG=1")

    async def finish(self) -> None:
        pass
