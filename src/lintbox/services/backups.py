"""When a backup is made, and what is known of the last one."""

from __future__ import annotations

from datetime import datetime, timedelta

from lintbox.storage import facts
from lintbox.storage.backup import Backup

EVERY = timedelta(days=1)
LAST = "backup"
_TROUBLE = "backup-trouble"


def is_due(now: datetime) -> bool:
    """Tell whether the last is a day old; one from the future is of a clock that was wrong."""
    last = facts.read(LAST)
    return last is None or not timedelta(0) <= now - last.at < EVERY


def note(name: str, backup: Backup, now: datetime) -> None:
    """Keep that this backup was made and proved by restoring."""
    told: dict[str, facts.Value] = {"file": name, "bytes": backup.size_bytes, **backup.counts}
    facts.write(LAST, told, now)
    facts.remove(_TROUBLE)


def note_trouble(detail: str, now: datetime) -> None:
    facts.write(_TROUBLE, {"detail": detail}, now)
