"""Detects a lost database: other files of the data directory exist, but it is missing, unmounted or empty."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lintbox.domain import StorageBroken
from lintbox.storage.directory import BACKUPS, DATABASE, KEY, MAIL, has_database
from lintbox.storage.sql import open_to_read

_MADE_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(?:\.\d+)?")


def find_loss(folder: Path) -> str | None:
    """Return a sentence on a lost database and the backup to restore; None for a database or an empty folder.

    Raises:
        sqlite3.Error: the database cannot be read.
    """
    if has_database(folder) and not _is_empty(folder / DATABASE):
        return None
    traces = sorted({path.name for path in _list_traces(folder)})
    if not traces:
        return None
    what = "is empty" if (folder / DATABASE).exists() else "is missing"
    begin = f"To start from scratch, choose another LINTBOX_DATA_DIR, or move {' and '.join(traces)} away"
    newest = find_newest_backup(folder)
    if newest is None:
        return (
            f"the database {folder / DATABASE} {what}, and there is no backup in {folder / BACKUPS}. {begin}"
        )
    command = f"lintbox restore {shlex.quote(str(newest))} --data-dir {shlex.quote(str(folder))}"
    return f"the database {folder / DATABASE} {what}. The newest backup comes back with: {command}. {begin}"


def find_newest_backup(folder: Path) -> Path | None:
    """Compare the times in the names, across the kinds of backups."""
    files = [file for file in (folder / BACKUPS).glob("*.db") if file.stat().st_size]
    dated = [(match[0], file) for file in files if (match := _MADE_AT.search(file.name))]
    return max(dated, default=("", None), key=lambda pair: pair[0])[1]


def refuse_foreign(database: Path) -> None:
    """Raises: StorageBroken, for a database of another program."""
    with open_to_read(database) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    if version < 0 or ("users" in tables) != (version > 0) or (tables and not version):
        raise StorageBroken(f"{database} is not a Lintbox database: choose another LINTBOX_DATA_DIR")


def _is_empty(database: Path) -> bool:
    with open_to_read(database) as connection:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def _list_traces(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in (folder / KEY, folder / f"{DATABASE}-wal") if path.is_file())
        yield from (folder / name for name in (BACKUPS, MAIL) if any((folder / name).glob("*")))
        yield from folder.glob("before-restore-*")
        if (folder / DATABASE).is_symlink():  # its target may be an unmounted disk
            yield folder / DATABASE
