"""The backups that Lintbox makes by itself, in a folder of the data directory; the oldest go."""

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
_BY_HAND_KEPT = 3
_LOOK_SECONDS = 0.1


def keep_daily(data_dir: Path, kept: int, now: datetime, stopped: Stopped = never) -> tuple[str, Backup]:
    """Make a backup, prove it by restoring, and return its name and what it holds.

    Raises:
        BackupFailed
    """
    return _keep(data_dir, f"daily-{now:%Y-%m-%dT%H-%M-%SZ}.db", "daily-*.db", kept, now, stopped)


def keep_by_hand(data_dir: Path, now: datetime, stopped: Stopped = never) -> tuple[str, Backup]:
    """As daily, beside the daily ones: who asks often loses none of those.

    Raises:
        BackupFailed
    """
    # two may be asked for in the same second
    name = f"by-hand-{now:%Y-%m-%dT%H-%M-%S.%fZ}.db"
    return _keep(data_dir, name, "by-hand-*.db", _BY_HAND_KEPT, now, stopped)


def keep_before_migration(database: Path, schema: int) -> None:
    """Raises: BackupFailed."""
    now = datetime.now(UTC)
    name = f"before-schema-{schema + 1}-{now:%Y-%m-%dT%H-%M-%SZ}.db"
    with _alone(database.parent, never):
        made = _make(database.parent, name, now, never)
        _remove_oldest(database.parent, "before-schema-*.db", _BEFORE_MIGRATIONS_KEPT, made)


def _keep(
    data_dir: Path, name: str, pattern: str, kept: int, now: datetime, stopped: Stopped
) -> tuple[str, Backup]:
    with _alone(data_dir, stopped):
        made = _make(data_dir, name, now, stopped)
        try:
            proved = backup.prove(made, now, stopped)
        except OSError as error:
            raise BackupFailed(f"{made} could not be proved by restoring: {error}") from None
        _remove_oldest(data_dir, pattern, kept, made)
    return made.name, proved


@contextmanager
def _alone(data_dir: Path, stopped: Stopped) -> Iterator[None]:
    """Wait for whoever makes a backup now: the room is measured for one, and each removes the oldest."""
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        while not _lock(folder):
            if stopped():
                raise BackupFailed("the backup was stopped")
            time.sleep(_LOOK_SECONDS)
        yield
    finally:
        os.close(folder)


def _lock(folder: int) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # NFS locks no folder: there it goes on without
        pass
    return True


def _make(data_dir: Path, name: str, now: datetime, stopped: Stopped) -> Path:
    database = data_dir / DATABASE
    size = database.stat().st_size
    if measure_free(data_dir) < 2 * size:  # the second is for the proof
        raise BackupFailed(f"the disk has no room for a backup of {size / 1e6:,.1f} MB and its proof")
    try:
        prepare_directory(data_dir / BACKUPS)
    except OSError as error:
        raise BackupFailed(f"there is no folder for backups: {error}") from None
    backup.make(database, data_dir / BACKUPS / name, now, stopped)
    return data_dir / BACKUPS / name


def _remove_oldest(data_dir: Path, pattern: str, kept: int, newest: Path) -> None:
    # by name, so by date; a clock that was set back must not take the one just made
    others = sorted(file for file in (data_dir / BACKUPS).glob(pattern) if file != newest)
    for file in others[: max(0, len(others) + 1 - kept)]:
        file.unlink()
