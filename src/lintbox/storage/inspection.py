"""Queries of the doctor: for databases that may be damaged, of an older schema, or in use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from lintbox.storage.models import to_milliseconds
from lintbox.storage.sql import open_to_read, open_to_write

_MOMENTS = ("users.created_at", "files.updated_at", "checks.created_at", "outbox.created_at")
_EXPIRED = "state = 'running' AND lease_until < ?"


class FailedEmails(NamedTuple):
    kind: str
    detail: str
    emails: int


def query(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Raises: sqlite3.Error."""
    with open_to_read(database) as connection:
        return connection.execute(sql, values).fetchall()


def read_schema(database: Path) -> int:
    return _count(database, "PRAGMA user_version")


def find_damage(database: Path) -> str | None:
    """Check every page; return the first error."""
    result = str(query(database, "PRAGMA integrity_check(1)")[0][0])
    return None if result == "ok" else result.replace("\n", " ")


def count_orphans(database: Path) -> dict[str, int]:
    """Return the number of rows with a dangling foreign key, by table."""
    rows = query(database, 'SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1')
    return {str(table): int(str(count)) for table, count in rows}


def count_stuck(database: Path, before: datetime) -> int:
    """Count running checks whose lease ended before this time."""
    return _count(database, f"SELECT count(*) FROM checks WHERE {_EXPIRED}", to_milliseconds(before))  # noqa: S608


def requeue_stuck(database: Path, before: datetime) -> None:
    change = "UPDATE checks SET state = 'queued', claim = NULL, lease_until = NULL, started_at = NULL"
    with open_to_write(database) as connection:
        connection.execute(f"{change} WHERE {_EXPIRED}", (to_milliseconds(before),))


def list_failed_emails(database: Path) -> list[FailedEmails]:
    """Return the reasons of failed emails, the most frequent first."""
    rows = query(
        database,
        "SELECT kind, coalesce(detail, ''), count(*) FROM outbox"
        " WHERE state = 'failed' GROUP BY 1, 2 ORDER BY 3 DESC",
    )
    return [FailedEmails(str(kind), str(detail), int(str(count))) for kind, detail, count in rows]


def find_newest(database: Path) -> datetime | None:
    """Return the latest time in any row."""
    newest = [_read_newest_in(database, *moment.split(".")) for moment in _MOMENTS]
    return datetime.fromtimestamp(max(newest) / 1000, UTC) if any(newest) else None


def count_rows(database: Path) -> dict[str, int]:
    names = query(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {str(name): _count(database, f'SELECT count(*) FROM "{name}"') for (name,) in names}  # noqa: S608


def count_states(database: Path) -> dict[str, int]:
    """Count the checks and the emails in each state."""
    sql = " UNION ALL ".join(
        f"SELECT '{table} ' || state, count(*) FROM {table} GROUP BY state"  # noqa: S608
        for table in ("checks", "outbox")
    )
    return {str(name): int(str(count)) for name, count in query(database, sql)}


def read_server_state(database: Path) -> dict[str, tuple[str, datetime]]:
    """Return the JSON of each entry and when it was written."""
    rows = query(database, "SELECT name, value, at FROM server_state")
    return {
        str(name): (str(value), datetime.fromtimestamp(int(str(at)) / 1000, UTC)) for name, value, at in rows
    }


def _read_newest_in(database: Path, table: str, column: str) -> int:
    return _count(database, f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608


def _count(database: Path, sql: str, *values: object) -> int:
    return int(str(query(database, sql, *values)[0][0]))
