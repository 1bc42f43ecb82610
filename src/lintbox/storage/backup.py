"""Backups: one verified file with all data and the key, made while the server runs."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from lintbox import __version__
from lintbox.domain import StorageBroken
from lintbox.platform.fsync import sync_file, sync_folder, write_private
from lintbox.storage.directory import DATABASE, KEY, measure_free, prepare_directory, read_key
from lintbox.storage.expected_schema import MANIFEST
from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.replacement import replace_data
from lintbox.storage.sql import Stopped, create, never, open_to_read
from lintbox.storage.untrusted_backup import COUNTED, Manifest, attach, build
from lintbox.storage.untrusted_backup import BackupFailed as BackupFailed

_PAGES_PER_STEP = 1000
_UNPACKED = ".restoring-"
# errors of the source; any other error while copying is the target's
_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_NAMES = {"users": "users", "files": "files", "checks": "checks", "letters": "emails", "outbox": "emails"}


@dataclass(frozen=True, slots=True)
class Backup:
    """The content of a backup; ``counts`` are the rows of each table."""

    made_at: datetime
    lintbox: str
    schema: int
    counts: Mapping[str, int]
    size_bytes: int

    def __str__(self) -> str:
        rows = [f"{self.counts[table]:,} {name}" for table, name in _NAMES.items() if table in self.counts]
        return f"{', '.join(rows)} ({self.size_bytes / 1e6:,.1f} MB)"


def make(database: Path, file: Path, now: datetime, stopped: Stopped = never) -> Backup:
    """Copy one snapshot of the database with every acknowledged change, then validate the copy.

    Replaces an earlier backup of this name, atomically.

    Raises:
        BackupFailed: nothing has changed.
    """
    if not database.is_file():
        raise BackupFailed(f"there is no data of Lintbox in {database.parent}")
    if file.is_dir():
        raise BackupFailed(f"{file} is a folder: name a file in it")
    if file.exists():
        read_manifest(file)  # never replace a file that is not a backup
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _copy_with_manifest(database, part, now, stopped)
        made = _validate_copy(database, part, stopped)
        sync_file(part)
        part.replace(file)
        sync_folder(file.parent)
    except sqlite3.Error as error:
        if stopped():
            raise BackupFailed("the backup was stopped") from None
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE_CODES:
            raise BackupFailed(_describe_damage(database, error)) from None
        raise BackupFailed(f"{file} could not be written: {error}") from None
    except StorageBroken as error:
        raise BackupFailed(error.detail) from None
    except OSError as error:
        raise BackupFailed(f"{file} could not be written: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
    return made


def read_manifest(file: Path) -> Backup:
    """Return the backup's description of itself, without reading its rows.

    Raises:
        BackupFailed: the file is not a backup.
    """
    with attach(file, None, never) as attached:
        return _describe(attached.read_manifest(), file)


def validate(file: Path, stopped: Stopped = never) -> Backup:
    """Check every page and every value of a backup, and count the rows.

    Raises:
        BackupFailed: the file is not a backup, or is damaged.
    """
    with attach(file, None, stopped) as attached:
        manifest = attached.read_manifest()
        attached.validate(manifest)
    return _describe(manifest, file)


def restore(file: Path, folder: Path, now: datetime, stopped: Stopped = never) -> tuple[Backup, Path | None]:
    """Replace the data in the folder by the backup; the caller holds the folder's lock.

    Returns the backup, and where the former data is now, if there was any.

    Raises:
        BackupFailed: nothing has changed, or the message says where the former data is.
    """
    try:
        prepare_directory(folder)
        _remove_unfinished(folder)
        with TemporaryDirectory(prefix=_UNPACKED, dir=folder) as unpacked:
            manifest = _unpack(file, Path(unpacked) / DATABASE, stopped)
            write_private(Path(unpacked) / KEY, manifest.key)
            aside = replace_data(Path(unpacked), folder, now)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} could not be restored: {error}") from None
    return _describe(manifest, file), aside


def verify_by_restoring(file: Path, now: datetime, stopped: Stopped = never) -> Backup:
    """Restore the backup into a temporary folder.

    Raises:
        BackupFailed
    """
    with TemporaryDirectory(prefix=".verify-", dir=file.parent) as folder:
        backup, _ = restore(file, Path(folder), now, stopped)
        with attach(file, None, stopped) as attached:
            if read_key(Path(folder)) != attached.read_manifest().key:
                raise BackupFailed(f"{file} did not bring the key back")
    return backup


def _describe(manifest: Manifest, file: Path) -> Backup:
    return Backup(manifest.made_at, manifest.lintbox, manifest.schema, manifest.counts, file.stat().st_size)


def _validate_copy(database: Path, part: Path, stopped: Stopped) -> Backup:
    """Validate the copy; a fault in it was copied from the database."""
    try:
        return validate(part, stopped)
    except BackupFailed as error:
        if stopped():
            raise
        raise BackupFailed(_describe_damage(database, str(error).replace(str(part), "its copy"))) from None


def _describe_damage(database: Path, reason: object) -> str:
    return f"the database {database} is damaged: {reason}. Stop the server, and restore a backup"


def _copy_with_manifest(database: Path, part: Path, now: datetime, stopped: Stopped) -> None:
    with open_to_read(database, stopped) as source, create(part, stopped) as target:
        # one read transaction for both, so that the counts match the copied rows
        source.execute("BEGIN")
        counts = _count(source)
        _copy(source, target, stopped)
        target.execute(MANIFEST)
        row = (now.isoformat(), __version__, json.dumps(counts), read_key(database.parent))
        target.execute("INSERT INTO backup VALUES (?, ?, ?, ?)", row)


def _remove_unfinished(folder: Path) -> None:
    """Remove what a restore that was killed had unpacked."""
    for unpacked in folder.glob(f"{_UNPACKED}*"):
        rmtree(unpacked, ignore_errors=True)


def _unpack(file: Path, database: Path, stopped: Stopped) -> Manifest:
    """Copy the rows into a new database of the same schema version, then migrate it to the newest."""
    if file.is_file() and measure_free(database.parent) < file.stat().st_size:
        raise BackupFailed(f"the disk has no room for the {file.stat().st_size / 1e6:,.1f} MB of {file}")
    with attach(file, None, stopped) as attached:
        schema = attached.read_manifest().schema
    os.close(os.open(database, os.O_CREAT | os.O_EXCL, 0o600))
    build(database, 0, schema)
    with attach(file, database, stopped) as attached:
        manifest = attached.read_manifest()
        if manifest.schema != schema:
            raise BackupFailed(f"{file} changed while it was read")
        attached.validate(manifest)
        attached.copy_rows(manifest)
    build(database, schema, len(MIGRATIONS))
    sync_file(database)
    return manifest


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, stopped: Stopped) -> None:
    def check_stopped(*_: int) -> None:
        if stopped():
            raise BackupFailed("the backup was stopped")

    source.backup(target, pages=_PAGES_PER_STEP, progress=check_stopped)
    # without a write-ahead log the copy is a single file
    target.execute("PRAGMA journal_mode = DELETE")


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
        for name in COUNTED
        if name in tables
    }
