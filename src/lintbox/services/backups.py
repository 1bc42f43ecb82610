"""When backups are made, and the record of the last one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from lintbox.domain import Action, NotBackedUp, end_sentence
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.storage import backup_rotation, server_state
from lintbox.storage.backup import Backup, BackupFailed
from lintbox.storage.database import Database

INTERVAL = timedelta(days=1)
LAST_BACKUP = "backup"
LAST_FAILURE = "backup-trouble"


def is_due(now: datetime) -> bool:
    """Return whether the last backup is a day old, or in the future because the clock was wrong."""
    last = server_state.read(LAST_BACKUP)
    return last is None or not timedelta(0) <= now - last.at < INTERVAL


async def make_now(
    db: Database, data_dir: Path, actor: Actor, now: datetime, stopped: Callable[[], bool]
) -> None:
    """Make a backup, verify it by restoring, and record both.

    Raises:
        NotBackedUp
    """
    try:
        name, made = await asyncio.to_thread(backup_rotation.make_manual, data_dir, now, stopped)
    except BackupFailed as error:
        await db.run(record_failure, str(error), now)
        raise NotBackedUp(f"No backup was made: {end_sentence(str(error))}") from None
    await db.run(_record_manual, actor, name, made, now)


def _record_manual(actor: Actor, name: str, backup: Backup, now: datetime) -> None:
    record(name, backup, now)
    audit.record(actor, Action.BACKED_UP, now, what=name)


def record(name: str, backup: Backup, now: datetime) -> None:
    """Record a backup that was made and verified."""
    entry: dict[str, server_state.Value] = {"file": name, "bytes": backup.size_bytes, **backup.counts}
    server_state.write(LAST_BACKUP, entry, now)
    server_state.remove(LAST_FAILURE)


def record_failure(detail: str, now: datetime) -> None:
    server_state.write(LAST_FAILURE, {"detail": detail}, now)
