"""Backups: one file with everything, the key too, made beside a server and proved before it counts."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lintbox import __version__
from lintbox.durability import sync_file, sync_folder, write_private
from lintbox.storage.directory import DATABASE, KEY, prepare_directory, read_key
from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.plain import Stopped, create, never, open_to_read

_COUNTED = ("users", "files", "contents", "checks", "reports", "letters")
_PAGES_AT_ONCE = 1000

# the key makes one-time links; with it in the file, one file is enough
_MANIFEST = "CREATE TABLE backup (made_at TEXT, lintbox TEXT, counts TEXT, key BLOB)"


class BackupFailed(Exception):
    """Says in a sentence why there is no backup, or why one cannot be used."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds; ``counts`` are the rows of each table."""

    made_at: datetime
    lintbox: str
    schema: int
    counts: Mapping[str, int]
    size_bytes: int

    def __str__(self) -> str:
        told = ", ".join(f"{self.counts[name]:,} {name}" for name in ("users", "files", "checks", "letters"))
        return f"{told} ({self.size_bytes / 1e6:,.1f} MB)"


def make(database: Path, file: Path, now: datetime, stopped: Stopped = never) -> Backup:
    """Copy one state of the database, with all that was acknowledged before; then read the copy.

    An earlier backup with this name is replaced, and only by one that is whole.

    Raises:
        BackupFailed: nothing has changed.
    """
    if not database.is_file():
        raise BackupFailed(f"there is no data of Lintbox in {database.parent}")
    if file.is_dir():
        raise BackupFailed(f"{file} is a folder: name a file in it")
    if file.exists():
        _read_manifest(file)  # whatever else has this name is not ours to replace
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _copy_with_manifest(database, part, now, stopped)
        made = read(part, stopped)
        sync_file(part)
        part.replace(file)
        sync_folder(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be written: {error}") from None
    finally:
        part.unlink(missing_ok=True)
    return made


def read(file: Path, stopped: Stopped = never) -> Backup:
    """Open a backup, look at each page of it, and count.

    Raises:
        BackupFailed: it is none, or is damaged.
    """
    backup = _read_manifest(file)
    try:
        with open_to_read(file, stopped) as connection:
            _judge(connection, backup)
    except sqlite3.Error as error:
        raise BackupFailed(f"{file} cannot be read: {error}") from None
    return backup


def restore(file: Path, folder: Path, now: datetime, stopped: Stopped = never) -> tuple[Backup, Path | None]:
    """Put the backup in the place of the data there; whoever calls holds the folder's lock.

    Return what was restored, and where the former data is now, if there was any.

    Raises:
        BackupFailed: nothing has changed.
    """
    backup = read(file, stopped)
    if backup.schema > len(MIGRATIONS):
        raise BackupFailed(f"{file} is of Lintbox {backup.lintbox}, which is later than this one: use that")
    prepare_directory(folder)
    try:
        with TemporaryDirectory(prefix=".restoring-", dir=folder) as made:
            key = _unpack(file, Path(made) / DATABASE, backup, stopped)
            write_private(Path(made) / KEY, key)
            aside = _set_aside(folder, now)
            for name in (DATABASE, KEY):
                (Path(made) / name).replace(folder / name)
            sync_folder(folder)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be restored: {error}") from None
    return backup, aside


def prove(file: Path, now: datetime, stopped: Stopped = never) -> Backup:
    """Restore it, in truth, into a folder that is removed again.

    Raises:
        BackupFailed
    """
    with TemporaryDirectory(prefix=".proof-", dir=file.parent) as folder:
        backup, _ = restore(file, Path(folder), now, stopped)
        if read_key(Path(folder)) != _read_key(file):
            raise BackupFailed(f"{file} did not bring the key back")
    return backup


def _copy_with_manifest(database: Path, part: Path, now: datetime, stopped: Stopped) -> None:
    with open_to_read(database, stopped) as source, create(part, stopped) as target:
        # one reading transaction for both: what is counted is what is copied
        source.execute("BEGIN")
        counts = _count(source)
        _copy(source, target, stopped)
        target.execute(_MANIFEST)
        row = (now.isoformat(), __version__, json.dumps(counts), read_key(database.parent))
        target.execute("INSERT INTO backup VALUES (?, ?, ?, ?)", row)


def _unpack(file: Path, database: Path, backup: Backup, stopped: Stopped) -> bytes:
    """Write the database as it was, look at each page of it, and return the key."""
    with open_to_read(file, stopped) as source, create(database, stopped) as target:
        _copy(source, target, stopped)
        target.execute("PRAGMA secure_delete = ON")
        target.execute("DROP TABLE backup")
        _judge(target, backup)
    sync_file(database)
    return _read_key(file)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, stopped: Stopped) -> None:
    def look(*_: int) -> None:
        if stopped():
            raise BackupFailed("the backup was stopped")

    source.backup(target, pages=_PAGES_AT_ONCE, progress=look)
    # without a write-ahead log the copy is one file, wherever it is carried
    target.execute("PRAGMA journal_mode = DELETE")


def _judge(connection: sqlite3.Connection, backup: Backup) -> None:
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise BackupFailed(f"the copy is damaged: {said}")
    if (counts := _count(connection)) != backup.counts:
        raise BackupFailed(f"the copy has {counts}, and {backup.counts} were to be copied")


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
        for name in _COUNTED
    }


def _read_manifest(file: Path) -> Backup:
    try:
        with open_to_read(file) as connection:
            made_at, lintbox, counts = connection.execute(
                "SELECT made_at, lintbox, counts FROM backup"
            ).fetchone()
            schema = connection.execute("PRAGMA user_version").fetchone()[0]
            return Backup(
                datetime.fromisoformat(made_at).astimezone(UTC),
                lintbox,
                schema,
                json.loads(counts),
                file.stat().st_size,
            )
    except (sqlite3.Error, OSError, ValueError, TypeError):
        missing = "" if file.is_file() else ": there is no such file"
        raise BackupFailed(f"{file} is no backup of Lintbox{missing}") from None


def _read_key(file: Path) -> bytes:
    with open_to_read(file) as connection:
        return bytes(connection.execute("SELECT key FROM backup").fetchone()[0])


def _set_aside(folder: Path, now: datetime) -> Path | None:
    """Keep what is there; the database last stands without its log, which must not meet the new one."""
    names = [name for name in (DATABASE, KEY) if (folder / name).exists()]
    if not names:
        return None
    aside = folder / f"before-restore-{now:%Y-%m-%dT%H-%M-%SZ}"
    aside.mkdir(mode=0o700)
    for name in names:
        (aside / name).hardlink_to(folder / name)
    for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        if (folder / name).exists():
            (folder / name).replace(aside / name)
    sync_folder(aside)
    return aside
