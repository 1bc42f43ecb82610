"""Replaces the data of a folder by restored data, and keeps the former data aside.

A write-ahead log that lies beside another database is applied to it, and a database without its log lacks
its last transactions. So the former log is merged first. Where it cannot be, because the disk fails, the
database is removed before its log, and comes back after it: without a database, no server starts.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from lintbox.platform.fsync import sync_folder
from lintbox.storage.directory import DATABASE, KEY
from lintbox.storage.sql import open_to_write
from lintbox.storage.untrusted_backup import BackupFailed

_LOGS = tuple(f"{DATABASE}-{name}" for name in ("wal", "shm", "journal"))
_NAMES = (KEY, *_LOGS, DATABASE)
_BUSY_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def replace_data(restored: Path, folder: Path, now: datetime) -> Path | None:
    """Move database and key from ``restored``, on the same disk; return where the former data is, if any.

    After a kill at any instant the folder has the former or the restored database, each complete; or none,
    where the former log could not be merged. Between the two moves it still has the former key.

    Raises:
        BackupFailed: another program has the database open, or the former data could not be put back.
        OSError: nothing has changed.
    """
    _merge_log(folder)
    aside = _link_aside(folder, now)
    try:
        _remove_unmerged(folder)
        for name in (DATABASE, KEY):
            (restored / name).replace(folder / name)
        sync_folder(folder)
    except BaseException:
        _put_back(folder, aside)
        raise
    return aside


def _merge_log(folder: Path) -> None:
    """Write the log into the former database; closing the last connection then removes it."""
    database = folder / DATABASE
    if not database.exists() or not _list_logs(folder):
        return
    try:
        with open_to_write(database) as connection:
            (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BUSY_CODES:
            return
        is_busy = True
    if is_busy or _list_logs(folder):
        raise BackupFailed(
            f"another program has {database} open, such as lintbox sweep --every: end it first"
        )


def _list_logs(folder: Path) -> list[Path]:
    return [folder / name for name in _LOGS if (folder / name).exists()]


def _link_aside(folder: Path, now: datetime) -> Path | None:
    names = [name for name in _NAMES if (folder / name).exists()]
    if not names:
        return None
    aside = folder / f"before-restore-{now:%Y-%m-%dT%H-%M-%SZ}"
    aside.mkdir(mode=0o700)
    try:
        for name in names:
            (aside / name).hardlink_to(folder / name)
        sync_folder(aside)
    except BaseException:
        rmtree(aside, ignore_errors=True)
        raise
    return aside


def _remove_unmerged(folder: Path) -> None:
    if logs := _list_logs(folder):
        for path in (folder / DATABASE, *logs):
            path.unlink(missing_ok=True)
    sync_folder(folder)  # after a power cut no log may come back beside the restored database


def _put_back(folder: Path, aside: Path | None) -> None:
    """Undo what was done; what is not aside was not there before."""
    try:
        for name in _NAMES:
            if aside and (aside / name).exists():
                (aside / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        where = f" The former data is in {aside}" if aside else ""
        raise BackupFailed(f"the data could not be replaced, nor put back ({error}).{where}") from None
    if aside:
        rmtree(aside, ignore_errors=True)  # links to what is in place again
