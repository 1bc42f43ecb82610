"""What a doctor asks a database, also one that is damaged, of an older schema, or in use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from lintbox.storage.models import to_milliseconds
from lintbox.storage.sql import open_to_read, open_to_write

_MOMENTS = ("users.created_at", "files.updated_at", "checks.created_at", "outbox.created_at")
_STUCK = "state = 'running' AND lease_until < ?"


class DeadEmail(NamedTuple):
    kind: str
    detail: str
    emails: int


def ask(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Raises: sqlite3.Error."""
    with open_to_read(database) as connection:
        return connection.execute(sql, values).fetchall()


def read_schema(database: Path) -> int:
    return _count(database, "PRAGMA user_version")


def find_damage(database: Path) -> str | None:
    """Look at each page; return what is wrong first."""
    said = str(ask(database, "PRAGMA integrity_check(1)")[0][0])
    return None if said == "ok" else said.replace("\n", " ")


def count_orphans(database: Path) -> dict[str, int]:
    """Return for each table how many rows refer to what is not there."""
    rows = ask(database, 'SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1')
    return {str(table): int(str(count)) for table, count in rows}


def count_stuck(database: Path, before: datetime) -> int:
    """Count the checks whose lease ended long ago, and that nobody gave back."""
    return _count(database, f"SELECT count(*) FROM checks WHERE {_STUCK}", to_milliseconds(before))  # noqa: S608


def give_back_stuck(database: Path, before: datetime) -> None:
    change = "UPDATE checks SET state = 'queued', claim = NULL, lease_until = NULL, started_at = NULL"
    with open_to_write(database) as connection:
        connection.execute(f"{change} WHERE {_STUCK}", (to_milliseconds(before),))


def list_dead_emails(database: Path) -> list[DeadEmail]:
    """Return the reasons why emails were given up, the commonest first."""
    rows = ask(
        database,
        "SELECT kind, coalesce(detail, ''), count(*) FROM outbox"
        " WHERE state = 'failed' GROUP BY 1, 2 ORDER BY 3 DESC",
    )
    return [DeadEmail(str(kind), str(detail), int(str(count))) for kind, detail, count in rows]


def find_newest(database: Path) -> datetime | None:
    """Return the latest moment at which anything was written."""
    newest = [_newest(database, *moment.split(".")) for moment in _MOMENTS]
    return datetime.fromtimestamp(max(newest) / 1000, UTC) if any(newest) else None


def count_rows(database: Path) -> dict[str, int]:
    names = ask(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {str(name): _count(database, f'SELECT count(*) FROM "{name}"') for (name,) in names}  # noqa: S608


def count_states(database: Path) -> dict[str, int]:
    """Return how many checks and emails are in each state."""
    both = " UNION ALL ".join(
        f"SELECT '{table} ' || state, count(*) FROM {table} GROUP BY state"  # noqa: S608
        for table in ("checks", "outbox")
    )
    return {str(name): int(str(count)) for name, count in ask(database, both)}


def read_facts(database: Path) -> dict[str, tuple[str, datetime]]:
    """Return each fact's JSON and when it was written."""
    rows = ask(database, "SELECT name, value, at FROM server_state")
    return {
        str(name): (str(value), datetime.fromtimestamp(int(str(at)) / 1000, UTC)) for name, value, at in rows
    }


def _newest(database: Path, table: str, column: str) -> int:
    return _count(database, f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608


def _count(database: Path, sql: str, *values: object) -> int:
    return int(str(ask(database, sql, *values)[0][0]))
