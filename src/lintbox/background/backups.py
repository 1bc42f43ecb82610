"""Makes a backup every day, and proves it by restoring."""

from __future__ import annotations

import asyncio
import logging
from threading import Event

from lintbox.services import backups
from lintbox.services.runtime import Runtime
from lintbox.storage import backup_rotation
from lintbox.storage.backup import BackupFailed

log = logging.getLogger("lintbox.archiving")
_LOOK_SECONDS = 60.0
_AGAIN_SECONDS = 3600.0


class BackupTask:
    name = "archiving"
    # copying and proving a large database takes its time
    stale_after_seconds = 4 * 3600.0

    def __init__(self, runtime: Runtime, look_seconds: float = _LOOK_SECONDS) -> None:
        self._runtime = runtime
        self._look_seconds = look_seconds
        self._stopping = Event()

    async def run(self) -> None:
        pause = self._look_seconds
        while True:
            await asyncio.sleep(pause)
            due = await self._runtime.db.read(backups.is_due, self._runtime.clock())
            pause = self._look_seconds if not due or await self._keep() else _AGAIN_SECONDS
            self._runtime.heartbeats.record(self.name)

    async def finish(self) -> None:
        self._stopping.set()

    async def _keep(self) -> bool:
        """Return whether there is a new backup."""
        runtime, settings = self._runtime, self._runtime.settings
        try:
            name, made = await asyncio.to_thread(
                backup_rotation.keep_daily,
                settings.data_dir,
                settings.backups_kept,
                runtime.clock(),
                self._stopping.is_set,
            )
        except BackupFailed as trouble:
            log.error("No backup was made: %s", trouble)
            await runtime.db.run(backups.note_trouble, str(trouble), runtime.clock())
            return False
        await runtime.db.run(backups.note, name, made, runtime.clock())
        log.info("Backup %s: %s, proved by restoring", name, made)
        return True
