"""Runs the cleanup every ``sweep_interval`` seconds: deletes unreferenced and expired data."""

from __future__ import annotations

import asyncio
import logging

from lintbox.services import cleanup
from lintbox.services.runtime import Runtime

log = logging.getLogger("lintbox.cleanup")
_STALE_MARGIN_SECONDS = 60.0


class CleanupTask:
    name = "cleanup"

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.stale_after_seconds = runtime.settings.sweep_interval + _STALE_MARGIN_SECONDS

    async def run(self) -> None:
        runtime = self._runtime
        while True:
            await asyncio.sleep(runtime.settings.sweep_interval)
            log.info("Cleanup %s", await cleanup.clean_up(runtime.db, runtime.settings, runtime.clock()))
            runtime.heartbeats.record(self.name)

    async def finish(self) -> None:
        pass
