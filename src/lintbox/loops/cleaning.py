"""Removes, every hour, what nothing is bound to, and what is old."""

from __future__ import annotations

import asyncio
import logging

from lintbox.loops import Surroundings
from lintbox.services import cleanup

log = logging.getLogger("lintbox.cleaning")
_TURN_SECONDS = 60.0


class Cleaning:
    name = "cleaning"

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.patience_seconds = around.settings.sweep_interval + _TURN_SECONDS

    async def run(self) -> None:
        around = self._around
        while True:
            await asyncio.sleep(around.settings.sweep_interval)
            log.info("Cleanup %s", await cleanup.sweep_all(around.db, around.settings, around.clock()))
            around.pulse.beat(self.name)

    async def finish(self) -> None:
        pass
