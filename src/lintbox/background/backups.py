"""Makes a backup every day and verifies it by restoring."""

from __future__ import annotations

import asyncio
import logging
from threading import Event

from lintbox.services import backups
from lintbox.services.runtime import Runtime
from lintbox.storage import backup_rotation
from lintbox.storage.backup import BackupFailed

log = logging.getLogger("lintbox.backups")
_POLL_SECONDS = 60.0
_RETRY_SECONDS = 3600.0


class BackupTask:
    name = "backups"
    # copying and verifying a large database takes long
    stale_after_seconds = 4 * 3600.0

    def __init__(self, runtime: Runtime, poll_seconds: float = _POLL_SECONDS) -> None:
        self._runtime = runtime
        self._poll_seconds = poll_seconds
        self._stopping = Event()

    async def run(self) -> None:
        pause = self._poll_seconds
        while True:
            await asyncio.sleep(pause)
            due = await self._runtime.db.read(backups.is_due, self._runtime.clock())
            pause = self._poll_seconds if not due or await self._make() else _RETRY_SECONDS
            self._runtime.heartbeats.record(self.name)

    async def finish(self) -> None:
        self._stopping.set()

    async def _make(self) -> bool:
        """Return whether the backup succeeded."""
        runtime, settings = self._runtime, self._runtime.settings
        try:
            name, made = await asyncio.to_thread(
                backup_rotation.make_daily,
                settings.data_dir,
                settings.backups_kept,
                runtime.clock(),
                self._stopping.is_set,
            )
        except BackupFailed as error:
            log.error("No backup was made: %s", error)
            await runtime.run_until_stored(self.name, backups.record_failure, str(error), runtime.clock())
            return False
        await runtime.run_until_stored(self.name, backups.record, name, made, runtime.clock())
        log.info("Backup %s: %s, verified by restoring", name, made)
        return True
