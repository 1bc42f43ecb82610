"""When a backup is made, and what is known of the last one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from lintbox.domain import Action, NotBackedUp
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.storage import backup_rotation, server_state
from lintbox.storage.backup import Backup, BackupFailed
from lintbox.storage.database import Database

EVERY = timedelta(days=1)
LAST = "backup"
TROUBLE = "backup-trouble"


def is_due(now: datetime) -> bool:
    """Tell whether the last is a day old; one from the future is of a clock that was wrong."""
    last = server_state.read(LAST)
    return last is None or not timedelta(0) <= now - last.at < EVERY


async def make_now(
    db: Database, data_dir: Path, actor: Actor, now: datetime, stopped: Callable[[], bool]
) -> None:
    """Make one and prove it by restoring.

    Raises:
        NotBackedUp
    """
    try:
        name, made = await asyncio.to_thread(backup_rotation.keep_by_hand, data_dir, now, stopped)
    except BackupFailed as trouble:
        await db.run(note_trouble, str(trouble), now)
        raise NotBackedUp(f"No backup was made: {trouble}.") from None
    await db.run(_note_by, actor, name, made, now)


def _note_by(actor: Actor, name: str, backup: Backup, now: datetime) -> None:
    note(name, backup, now)
    audit.note(actor, Action.BACKED_UP, now, what=name)


def note(name: str, backup: Backup, now: datetime) -> None:
    """Keep that this backup was made and proved by restoring."""
    told: dict[str, server_state.Value] = {"file": name, "bytes": backup.size_bytes, **backup.counts}
    server_state.write(LAST, told, now)
    server_state.remove(TROUBLE)


def note_trouble(detail: str, now: datetime) -> None:
    server_state.write(TROUBLE, {"detail": detail}, now)
