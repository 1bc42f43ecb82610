"""A backup as data: whoever wrote the file, no code of it runs, and no row of a wrong type gets through.

Schema and types are compared with what the migrations make, before a row is read (SQLite, "Defense Against
The Dark Arts"): a trigger, a view, an index or a CHECK of other people would be code.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lintbox.domain import CheckState, EmailState, Role
from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.sql import STEPS_BETWEEN_LOOKS, Stopped

if TYPE_CHECKING:
    import peewee

# the key makes one-time links; with it in the file, one file is enough
MANIFEST = "CREATE TABLE backup (made_at TEXT, lintbox TEXT, counts TEXT, key BLOB)"
# "letters" is what "outbox" was called up to schema 10
COUNTED = ("users", "files", "contents", "checks", "reports", "letters", "outbox")
# name, type, and the least and most bytes of its value
_MANIFEST_COLUMNS = (
    ("made_at", "text", 1, 64),
    ("lintbox", "text", 1, 64),
    ("counts", "text", 2, 10_000),
    ("key", "blob", 32, 32),
)
_VERSION = re.compile(r"[0-9A-Za-z.+!_-]{1,64}")
_YEARS = range(2000, 9000)
# two million steps are enough for the schema and one row; a schema without end needs more
_LOOKS_AT_SCHEMA = 20
_LAST_MOMENT = 253_402_300_799_999  # of the year 9999, in milliseconds
_LARGEST = 2**53  # what JSON can tell exactly
_MOMENT = re.compile(r"at|\w+_(at|until)")
_JSON = {"summary", "findings", "quotes", "profile", "result", "value"}
_WORDS = {
    ("users", "role"): Role,
    ("checks", "state"): CheckState,
    ("letters", "state"): EmailState,
    ("outbox", "state"): EmailState,
}


class BackupFailed(Exception):
    """Says in a sentence why there is no backup, or why one cannot be used."""


class Manifest(NamedTuple):
    made_at: datetime
    lintbox: str
    schema: int
    counts: Mapping[str, int]
    key: bytes


class _Column(NamedTuple):
    name: str
    kind: str
    nullable: bool


class _Schema(NamedTuple):
    """``objects`` are the rows of sqlite_schema as they are compared, ``tables`` those with rows to copy."""

    objects: Mapping[tuple[str, str], tuple[str, str]]
    tables: Mapping[str, list[_Column]]


class Attached:
    """A connection whose ``source`` is the backup and whose ``main`` is the database to be filled."""

    def __init__(self, connection: sqlite3.Connection, file: Path, stopped: Stopped) -> None:
        self._connection = connection
        self._file = file
        self._stopped = stopped

    def read_manifest(self) -> Manifest:
        """Return what the backup says of itself, after its schema turned out to be that of its version.

        Raises:
            BackupFailed, sqlite3.Error
        """
        self._connection.set_progress_handler(_end_after(_LOOKS_AT_SCHEMA), STEPS_BETWEEN_LOOKS)
        version = int(str(self._ask("PRAGMA source.user_version")[0][0]))
        if version < 1 or not self._ask("SELECT 1 FROM source.sqlite_schema WHERE name = 'backup' LIMIT 1"):
            raise BackupFailed(f"{self._file} is no backup of Lintbox")
        if version > len(MIGRATIONS):
            raise BackupFailed(f"{self._file} is of a Lintbox which is later than this one: use that")
        if self._ask("PRAGMA source.application_id") != [(0,)]:
            raise BackupFailed(f"{self._file} is no backup of Lintbox: it has the mark of another program")
        self._compare_schema(version)
        manifest = self._read_row(version)
        self._connection.set_progress_handler(self._stopped, STEPS_BETWEEN_LOOKS)
        return manifest

    def validate(self, manifest: Manifest) -> None:
        """Look at each page, then at each value. Pages first: only then has every table an end.

        Raises:
            BackupFailed, sqlite3.Error
        """
        ((said,),) = self._ask("PRAGMA source.integrity_check(1)")
        if said != "ok":
            raise BackupFailed(f"{self._file} is damaged: {_plain(said)}")
        tables = _schema_of(manifest.schema).tables
        for table, columns in tables.items():
            for (column,) in self._ask(_find_wrong(table, columns)):
                raise BackupFailed(f"{self._file} has a value in {table}.{column} that Lintbox never writes")
        for name, last in self._ask("SELECT name, seq FROM source.sqlite_sequence"):
            if name not in tables or not isinstance(last, int) or not 0 <= last <= _LARGEST:
                raise BackupFailed(f"{self._file} has a row in sqlite_sequence that Lintbox never writes")
        self.compare_counts("source", manifest)

    def copy_rows(self, manifest: Manifest) -> None:
        """Fill ``main``, which has the schema of the same version.

        Raises:
            BackupFailed, sqlite3.Error
        """
        execute = self._connection.execute
        execute("PRAGMA main.journal_mode = OFF")  # after a failure the file is thrown away
        execute("PRAGMA main.synchronous = OFF")
        execute("BEGIN")
        for table, columns in _schema_of(manifest.schema).tables.items():
            names = ", ".join(f'"{column.name}"' for column in columns)
            execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM source."{table}"')  # noqa: S608
        execute("DELETE FROM main.sqlite_sequence")
        execute("INSERT INTO main.sqlite_sequence SELECT name, seq FROM source.sqlite_sequence")
        execute("COMMIT")
        self.compare_counts("main", manifest)

    def compare_counts(self, database: str, manifest: Manifest) -> None:
        found = {
            name: self._ask(f"SELECT count(*) FROM {database}.{name}")[0][0]  # noqa: S608
            for name in manifest.counts
        }
        if found != manifest.counts:
            raise BackupFailed(f"{self._file} has {found}, and {dict(manifest.counts)} were to be copied")

    def _compare_schema(self, version: int) -> None:
        expected = dict(_schema_of(version).objects)
        rows = self._ask(
            "SELECT type, name, tbl_name, sql FROM source.sqlite_schema"
            " WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') LIMIT 1000"
        )
        for kind, name, table, sql in rows:
            if expected.pop((str(kind), str(name)), None) != (str(table), _shape(sql)):
                shown = f"{_plain(kind)} {_plain(name)}"
                raise BackupFailed(f"{self._file} has the {shown}, which Lintbox never made so")
        for kind, name in expected:
            raise BackupFailed(f"{self._file} lacks the {kind} {name}")

    def _read_row(self, version: int) -> Manifest:
        fits = " AND ".join(
            f"typeof({name}) = '{kind}' AND length(CAST({name} AS BLOB)) BETWEEN {least} AND {most}"
            for name, kind, least, most in _MANIFEST_COLUMNS
        )
        rows = self._ask(f"SELECT made_at, lintbox, counts, key FROM source.backup WHERE {fits} LIMIT 2")  # noqa: S608
        if len(rows) != 1 or self._ask("SELECT count(*) FROM source.backup") != [(1,)]:
            raise BackupFailed(f"{self._file} has another time, version, count or key than Lintbox writes")
        (made_at, lintbox, counts), key = map(str, rows[0][:3]), rows[0][3]
        try:
            moment = datetime.fromisoformat(made_at)
            counted = json.loads(counts)
        except (ValueError, RecursionError):
            raise BackupFailed(f"{self._file} does not say when it was made, and of what") from None
        if moment.tzinfo is None or moment.year not in _YEARS or not _VERSION.fullmatch(lintbox):
            raise BackupFailed(f"{self._file} does not say when it was made, and by which Lintbox")
        wanted = set(COUNTED) & set(_schema_of(version).tables)
        if not isinstance(counted, dict) or set(counted) != wanted or not isinstance(key, bytes):
            raise BackupFailed(f"{self._file} does not say how much it holds")
        return Manifest(moment.astimezone(UTC), lintbox, version, counted, key)

    def _ask(self, sql: str) -> list[tuple[object, ...]]:
        return self._connection.execute(sql).fetchall()


@contextmanager
def attach(file: Path, target: Path | None, stopped: Stopped) -> Iterator[Attached]:
    """Open a backup beside a database, by default an empty one in memory.

    Raises:
        BackupFailed: what cannot be read is none.
    """
    _refuse_other_files(file)
    try:
        with closing(_connect(target)) as connection:
            # nothing writes to a backup, and a log beside it is nobody's: immutable reads neither
            connection.set_progress_handler(_end_after(_LOOKS_AT_SCHEMA), STEPS_BETWEEN_LOOKS)
            connection.execute("ATTACH ? AS source", (f"{file.absolute().as_uri()}?mode=ro&immutable=1",))
            yield Attached(connection, file, stopped)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # also of SQLite's own message
        if stopped():
            raise BackupFailed("the backup was stopped") from None
        raise BackupFailed(f"{file} is no backup of Lintbox, or is damaged: {_plain(error)}") from None


def build(database: Path, first: int, last: int) -> None:
    """Run the migrations after ``first`` up to ``last`` on a database that nobody else has.

    Raises:
        BackupFailed
    """
    import peewee  # 20 ms of a start that needs none of it

    # it goes to the disk once, when it is whole
    made = peewee.SqliteDatabase(str(database), pragmas={"synchronous": 0})
    try:
        for number, step in enumerate(MIGRATIONS[first:last], first + 1):
            with made.atomic("IMMEDIATE"):
                step(made)
                made.execute_sql(f"PRAGMA user_version = {number}")
    except peewee.PeeweeException as error:
        raise BackupFailed(f"its rows could not be brought to the schema of today: {_plain(error)}") from None
    finally:
        made.close()


def _refuse_other_files(file: Path) -> None:
    if not file.exists():
        raise BackupFailed(f"{file} is no backup of Lintbox: there is no such file")
    if not file.is_file():
        raise BackupFailed(f"{file} is no backup of Lintbox: it is no file")
    for side in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-journal")):
        if side.exists() and side.stat().st_size:
            raise BackupFailed(f"{file} is no backup of Lintbox: a program writes to it ({side.name})")


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


def _end_after(looks: int) -> Callable[[], bool]:
    """Count steps instead of seconds, so that a busy machine does not refuse what a quick one takes."""
    left = iter(range(looks))
    return lambda: next(left, None) is None


@cache
def _schema_of(version: int) -> _Schema:
    import peewee

    made = peewee.SqliteDatabase(":memory:")
    for step in MIGRATIONS[:version]:
        step(made)
    made.execute_sql(MANIFEST)
    rows = made.execute_sql("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    objects = {(kind, name): (table, _shape(sql)) for kind, name, table, sql in rows}
    names = [name for kind, name in objects if kind == "table" and name not in {"backup", "sqlite_sequence"}]
    tables = {name: _columns_of(made, name) for name in names}
    made.close()
    return _Schema(objects, tables)


def _columns_of(made: peewee.SqliteDatabase, table: str) -> list[_Column]:
    rows = made.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
    return [_Column(name, kind.lower(), not (required or pk)) for _, name, kind, required, _, pk in rows]


def _shape(sql: object) -> str:
    """SQLite keeps the text of a statement; of its blanks and quotes another version may think otherwise."""
    return re.sub(r'[\s"]+', "", str(sql))


def _find_wrong(table: str, columns: list[_Column]) -> str:
    """Return a query for the first column with a value that is none of ours."""
    cases = " ".join(f"WHEN NOT ({_describe(table, column)}) THEN '{column.name}'" for column in columns)
    return f'SELECT CASE {cases} END AS wrong FROM source."{table}" WHERE wrong IS NOT NULL LIMIT 1'  # noqa: S608


def _describe(table: str, column: _Column) -> str:
    name = f'"{column.name}"'
    rules = [f"typeof({name}) = '{column.kind}'"]
    if column.kind == "integer":
        lowest, highest = (0, _LAST_MOMENT) if _MOMENT.fullmatch(column.name) else (-_LARGEST, _LARGEST)
        rules.append(f"{name} BETWEEN {lowest} AND {highest}")
    if column.kind == "text":
        data = f"CAST({name} AS BLOB)"
        # ASCII is found without a call; length() ends at a NUL
        is_ascii = f"NOT {name} GLOB '*[^\x01-\x7f]*' AND length({name}) = length({data})"
        rules.append(f"(({is_ascii}) OR is_utf8({data}))")
        if column.name in _JSON:
            rules.append(f"json_valid({name})")
        if words := _WORDS.get((table, column.name)):
            rules.append(f"{name} IN ({', '.join(repr(str(word)) for word in words)})")
    fits = " AND ".join(rules)
    return f"{name} IS NULL OR ({fits})" if column.nullable else fits


def _plain(said: object) -> str:
    """What stands in the file may hold anything, and goes to a terminal."""
    return ascii(str(said))[1:-1][:200]
