"""Runs the cleanup every ``sweep_interval`` seconds: deletes unreferenced and expired data.

A cleanup that could not be stored is repeated after a minute.
"""

from __future__ import annotations

import asyncio
import logging

from lintbox.domain import NotStored
from lintbox.services import cleanup
from lintbox.services.runtime import Runtime

log = logging.getLogger("lintbox.cleanup")
_RETRY_SECONDS = 60.0
# deleting much data takes long
_LONGEST_CLEANUP_SECONDS = 3600.0


class CleanupTask:
    name = "cleanup"

    def __init__(self, runtime: Runtime, retry_seconds: float = _RETRY_SECONDS) -> None:
        self._runtime = runtime
        self._retry_seconds = retry_seconds
        self.stale_after_seconds = runtime.settings.sweep_interval + _LONGEST_CLEANUP_SECONDS

    async def run(self) -> None:
        interval = pause = self._runtime.settings.sweep_interval
        while True:
            self._runtime.heartbeats.record(self.name)
            await asyncio.sleep(pause)
            self._runtime.heartbeats.record(self.name)
            pause = interval if await self._clean_up() else min(interval, self._retry_seconds)

    async def finish(self) -> None:
        pass

    async def _clean_up(self) -> bool:
        """Return whether the cleanup was stored."""
        runtime = self._runtime
        try:
            deleted = await cleanup.clean_up(runtime.db, runtime.settings, runtime.clock())
        except NotStored as error:
            log.warning("The cleanup is repeated soon: %s", error.detail)
            return False
        log.info("Cleanup %s", deleted)
        return True
