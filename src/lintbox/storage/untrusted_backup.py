"""Reads a backup as untrusted data: no code in it runs, and no row with a value of a wrong type is copied.

Schema and values are compared with ``expected_schema`` before a row is copied.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from lintbox.storage.expected_schema import LARGEST, get_schema, normalize_sql, write_wrong_value_query
from lintbox.storage.migrations import MIGRATIONS, migrate_range
from lintbox.storage.sql import PROGRESS_STEPS, Stopped

# the table "outbox" is named "letters" up to schema 10
COUNTED = ("users", "files", "contents", "checks", "reports", "letters", "outbox")
# name, type, and the smallest and largest size of the value in bytes
_MANIFEST_COLUMNS = (
    ("made_at", "text", 1, 64),
    ("lintbox", "text", 1, 64),
    ("counts", "text", 2, 10_000),
    ("key", "blob", 32, 32),
)
_VERSION = re.compile(r"[0-9A-Za-z.+!_-]{1,64}")
_YEARS = range(2000, 9000)
# two million steps suffice for the schema and one row; an endless schema needs more
_SCHEMA_PROGRESS_CALLS = 20


class BackupFailed(Exception):
    """There is no backup, or it cannot be used; the message is a sentence for users."""


class Manifest(NamedTuple):
    made_at: datetime
    lintbox: str
    schema: int
    counts: Mapping[str, int]
    key: bytes


class Attached:
    """A connection with the backup as ``source`` and the database to fill as ``main``."""

    def __init__(self, connection: sqlite3.Connection, file: Path, stopped: Stopped) -> None:
        self._connection = connection
        self._file = file
        self._stopped = stopped

    def read_manifest(self) -> Manifest:
        """Compare the schema with that of its version, then return the manifest.

        Raises:
            BackupFailed, sqlite3.Error
        """
        self._connection.set_progress_handler(_stop_after(_SCHEMA_PROGRESS_CALLS), PROGRESS_STEPS)
        version = int(str(self._query("PRAGMA source.user_version")[0][0]))
        if version < 1 or not self._query("SELECT 1 FROM source.sqlite_schema WHERE name = 'backup' LIMIT 1"):
            raise BackupFailed(f"{self._file} is not a Lintbox backup")
        if version > len(MIGRATIONS):
            raise BackupFailed(f"{self._file} is of a later Lintbox: use that version")
        if self._query("PRAGMA source.application_id") != [(0,)]:
            raise BackupFailed(
                f"{self._file} is not a Lintbox backup: its application id belongs to another program"
            )
        self._compare_schema(version)
        manifest = self._read_manifest_row(version)
        self._connection.set_progress_handler(self._stopped, PROGRESS_STEPS)
        return manifest

    def validate(self, manifest: Manifest) -> None:
        """Check every page, then every value: only tables with valid pages are known to be finite.

        Raises:
            BackupFailed, sqlite3.Error
        """
        ((result,),) = self._query("PRAGMA source.integrity_check(1)")
        if result != "ok":
            raise BackupFailed(f"{self._file} is damaged: {_to_ascii(result)}")
        tables = get_schema(manifest.schema).tables
        for table, columns in tables.items():
            for (column,) in self._query(write_wrong_value_query(table, columns)):
                raise BackupFailed(f"{self._file} has a value in {table}.{column} that Lintbox never writes")
        for name, last in self._query("SELECT name, seq FROM source.sqlite_sequence"):
            if name not in tables or not isinstance(last, int) or not 0 <= last <= LARGEST:
                raise BackupFailed(f"{self._file} has a row in sqlite_sequence that Lintbox never writes")
        self.compare_counts("source", manifest)

    def copy_rows(self, manifest: Manifest) -> None:
        """Copy all rows to ``main``, which has the same schema version.

        Raises:
            BackupFailed, sqlite3.Error
        """
        execute = self._connection.execute
        execute("PRAGMA main.journal_mode = OFF")  # the file is deleted after a failure
        execute("PRAGMA main.synchronous = OFF")
        execute("BEGIN")
        for table, columns in get_schema(manifest.schema).tables.items():
            names = ", ".join(f'"{column.name}"' for column in columns)
            execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM source."{table}"')  # noqa: S608
        execute("DELETE FROM main.sqlite_sequence")
        execute("INSERT INTO main.sqlite_sequence SELECT name, seq FROM source.sqlite_sequence")
        execute("COMMIT")
        self.compare_counts("main", manifest)

    def compare_counts(self, database: str, manifest: Manifest) -> None:
        found = {
            name: self._query(f"SELECT count(*) FROM {database}.{name}")[0][0]  # noqa: S608
            for name in manifest.counts
        }
        if found != manifest.counts:
            raise BackupFailed(f"{self._file} has {found}, and {dict(manifest.counts)} were expected")

    def _compare_schema(self, version: int) -> None:
        expected = dict(get_schema(version).objects)
        rows = self._query(
            "SELECT type, name, tbl_name, sql FROM source.sqlite_schema"
            " WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') LIMIT 1000"
        )
        for kind, name, table, sql in rows:
            if expected.pop((str(kind), str(name)), None) != (str(table), normalize_sql(sql)):
                shown = f"{_to_ascii(kind)} {_to_ascii(name)}"
                raise BackupFailed(f"{self._file} has the {shown}, which differs from the schema of Lintbox")
        for kind, name in expected:
            raise BackupFailed(f"{self._file} lacks the {kind} {name}")

    def _read_manifest_row(self, version: int) -> Manifest:
        fits = " AND ".join(
            f"typeof({name}) = '{kind}' AND length(CAST({name} AS BLOB)) BETWEEN {least} AND {most}"
            for name, kind, least, most in _MANIFEST_COLUMNS
        )
        rows = self._query(f"SELECT made_at, lintbox, counts, key FROM source.backup WHERE {fits} LIMIT 2")  # noqa: S608
        if len(rows) != 1 or self._query("SELECT count(*) FROM source.backup") != [(1,)]:
            raise BackupFailed(f"{self._file} has another time, version, count or key than Lintbox writes")
        (made_at, lintbox, counts), key = map(str, rows[0][:3]), rows[0][3]
        try:
            moment = datetime.fromisoformat(made_at)
            counted = json.loads(counts)
        except (ValueError, RecursionError):
            raise BackupFailed(f"{self._file} does not say when it was made, and of what") from None
        if moment.tzinfo is None or moment.year not in _YEARS or not _VERSION.fullmatch(lintbox):
            raise BackupFailed(f"{self._file} does not say when it was made, and by which Lintbox")
        wanted = set(COUNTED) & set(get_schema(version).tables)
        if not isinstance(counted, dict) or set(counted) != wanted or not isinstance(key, bytes):
            raise BackupFailed(f"{self._file} does not say how much it holds")
        return Manifest(moment.astimezone(UTC), lintbox, version, counted, key)

    def _query(self, sql: str) -> list[tuple[object, ...]]:
        return self._connection.execute(sql).fetchall()


@contextmanager
def attach(file: Path, target: Path | None, stopped: Stopped) -> Iterator[Attached]:
    """Open a backup beside a database, by default an empty one in memory.

    Raises:
        BackupFailed: the file cannot be read as a backup.
    """
    _refuse_other_files(file)
    try:
        with closing(_connect(target)) as connection:
            # ``immutable`` reads neither locks nor a log beside the file: no other program writes to a backup
            connection.set_progress_handler(_stop_after(_SCHEMA_PROGRESS_CALLS), PROGRESS_STEPS)
            connection.execute("ATTACH ? AS source", (f"{file.absolute().as_uri()}?mode=ro&immutable=1",))
            yield Attached(connection, file, stopped)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # SQLite's own message may be no UTF-8
        if stopped():
            raise BackupFailed("the backup was stopped") from None
        raise BackupFailed(f"{file} is not a Lintbox backup, or is damaged: {_to_ascii(error)}") from None


def build(database: Path, first: int, last: int) -> None:
    """Run the migrations after ``first`` up to ``last`` on a database that no other program has open.

    Raises:
        BackupFailed
    """
    import peewee  # lazy: takes 20 ms, and a start does not need it

    # one fsync when the file is complete
    built = peewee.SqliteDatabase(str(database), pragmas={"synchronous": 0})
    try:
        migrate_range(built, first, last)
    except peewee.PeeweeException as error:
        message = f"its rows could not be migrated to the schema of this Lintbox: {_to_ascii(error)}"
        raise BackupFailed(message) from None
    finally:
        built.close()


def _refuse_other_files(file: Path) -> None:
    if not file.exists():
        raise BackupFailed(f"{file} is not a Lintbox backup: there is no such file")
    if not file.is_file():
        raise BackupFailed(f"{file} is not a Lintbox backup: it is not a regular file")
    for side in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-journal")):
        if side.exists() and side.stat().st_size:
            raise BackupFailed(f"{file} is not a Lintbox backup: a program writes to it ({side.name})")


def _connect(target: Path | None) -> sqlite3.Connection:
    address = f"{target.absolute().as_uri()}?mode=rw" if target else "file::memory:"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("is_utf8", 1, _is_utf8, deterministic=True)
    return connection


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _stop_after(calls: int) -> Callable[[], bool]:
    """Limit steps instead of seconds, so that a busy machine accepts what an idle one accepts."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


def _to_ascii(text: object) -> str:
    """Escape text from the file, which is shown in a terminal."""
    return ascii(str(text))[1:-1][:200]
