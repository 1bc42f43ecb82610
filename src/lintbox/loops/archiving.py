"""Makes a backup every day, and proves it by restoring."""

from __future__ import annotations

import asyncio
import logging
from threading import Event

from lintbox.loops import Surroundings
from lintbox.services import backups
from lintbox.storage import archive
from lintbox.storage.backup import BackupFailed

log = logging.getLogger("lintbox.archiving")
_LOOK_SECONDS = 60.0
_AGAIN_SECONDS = 3600.0


class Archiving:
    name = "archiving"
    # copying and proving a large database takes its time
    patience_seconds = 4 * 3600.0

    def __init__(self, around: Surroundings, look_seconds: float = _LOOK_SECONDS) -> None:
        self._around = around
        self._look_seconds = look_seconds
        self._stopping = Event()

    async def run(self) -> None:
        pause = self._look_seconds
        while True:
            await asyncio.sleep(pause)
            due = await self._around.db.read(backups.is_due, self._around.clock())
            pause = self._look_seconds if not due or await self._keep() else _AGAIN_SECONDS
            self._around.pulse.beat(self.name)

    async def finish(self) -> None:
        self._stopping.set()

    async def _keep(self) -> bool:
        """Return whether there is a new backup."""
        around, settings = self._around, self._around.settings
        try:
            name, made = await asyncio.to_thread(
                archive.keep_daily,
                settings.data_dir,
                settings.backups_kept,
                around.clock(),
                self._stopping.is_set,
            )
        except BackupFailed as trouble:
            log.error("No backup was made: %s", trouble)
            await around.db.run(backups.note_trouble, str(trouble), around.clock())
            return False
        await around.db.run(backups.note, name, made, around.clock())
        log.info("Backup %s: %s, proved by restoring", name, made)
        return True
