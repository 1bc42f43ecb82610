"""Removes, every hour, what nothing is bound to."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

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
        grace = timedelta(seconds=self._around.settings.sweep_grace)
        while True:
            await asyncio.sleep(self._around.settings.sweep_interval)
            log.info("Cleanup %s", await self._around.db.run(cleanup.sweep, grace, self._around.clock()))
            self._around.pulse.beat(self.name)

    async def finish(self) -> None:
        pass
