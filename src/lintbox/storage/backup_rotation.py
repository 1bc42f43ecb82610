"""Backups in a folder of the data directory; each kind is rotated separately."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lintbox.storage import backup
from lintbox.storage.backup import Backup, BackupFailed
from lintbox.storage.directory import BACKUPS, DATABASE, measure_free, prepare_directory
from lintbox.storage.sql import Stopped, never

_BEFORE_MIGRATIONS_KEPT = 3
_MANUAL_KEPT = 3
_LOCK_POLL_SECONDS = 0.1


def make_daily(data_dir: Path, kept: int, now: datetime, stopped: Stopped = never) -> tuple[str, Backup]:
    """Make a backup and verify it by restoring; return its file name and content.

    Raises:
        BackupFailed
    """
    return _make_and_verify(data_dir, f"daily-{now:%Y-%m-%dT%H-%M-%SZ}.db", "daily-*.db", kept, now, stopped)


def make_manual(data_dir: Path, now: datetime, stopped: Stopped = never) -> tuple[str, Backup]:
    """As ``make_daily``, but rotated separately, so manual backups never evict daily ones.

    Raises:
        BackupFailed
    """
    # microseconds: two can be requested in the same second
    name = f"by-hand-{now:%Y-%m-%dT%H-%M-%S.%fZ}.db"
    return _make_and_verify(data_dir, name, "by-hand-*.db", _MANUAL_KEPT, now, stopped)


def make_before_migration(database: Path, schema: int) -> None:
    """Raises: BackupFailed."""
    now = datetime.now(UTC)
    name = f"before-schema-{schema + 1}-{now:%Y-%m-%dT%H-%M-%SZ}.db"
    with _lock(database.parent, never):
        made = _make(database.parent, name, now, never)
        _remove_oldest(database.parent, "before-schema-*.db", _BEFORE_MIGRATIONS_KEPT, made)


def _make_and_verify(
    data_dir: Path, name: str, pattern: str, kept: int, now: datetime, stopped: Stopped
) -> tuple[str, Backup]:
    with _lock(data_dir, stopped):
        made = _make(data_dir, name, now, stopped)
        try:
            verified = backup.verify_by_restoring(made, now, stopped)
        except OSError as error:
            raise BackupFailed(f"{made} could not be verified by restoring: {error}") from None
        _remove_oldest(data_dir, pattern, kept, made)
    return made.name, verified


@contextmanager
def _lock(data_dir: Path, stopped: Stopped) -> Iterator[None]:
    """Make one backup at a time: each measures the free space for itself and deletes the oldest."""
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        while not _try_lock(folder):
            if stopped():
                raise BackupFailed("the backup was stopped")
            time.sleep(_LOCK_POLL_SECONDS)
        yield
    finally:
        os.close(folder)


def _try_lock(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # NFS cannot lock a folder: continue without a lock
        pass
    return True


def _make(data_dir: Path, name: str, now: datetime, stopped: Stopped) -> Path:
    database = data_dir / DATABASE
    size = database.stat().st_size
    if measure_free(data_dir) < 2 * size:  # the backup, and its test restore
        raise BackupFailed(f"the disk has no room for a backup of {size / 1e6:,.1f} MB and its test restore")
    try:
        prepare_directory(data_dir / BACKUPS)
    except OSError as error:
        raise BackupFailed(f"there is no folder for backups: {error}") from None
    backup.make(database, data_dir / BACKUPS / name, now, stopped)
    return data_dir / BACKUPS / name


def _remove_oldest(data_dir: Path, pattern: str, kept: int, newest: Path) -> None:
    # names sort by date, but after the clock was set back the last name is not the newest backup
    earlier = sorted(file for file in (data_dir / BACKUPS).glob(pattern) if file != newest)
    for file in earlier[: max(0, len(earlier) + 1 - kept)]:
        file.unlink()
