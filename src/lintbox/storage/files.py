"""A user's files; every look-up is for one user, and that is the permission check."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, Value, fn

from lintbox.domain import Check, CheckState, File
from lintbox.storage.checks import list_of_files
from lintbox.storage.models import Checks, Contents, Files, Reports, connection, get_moment

# in plain SQL: every page asks this, and peewee takes longer to write the question than SQLite to answer it
_FIND_NUMBER = "SELECT number FROM files WHERE user_id = ? AND id = ?"
_FIND_NAMES = """
SELECT name, id FROM files
WHERE user_id = ? AND number < ? AND name IN (SELECT value FROM json_each(?)) ORDER BY number DESC
"""
_GET = """
SELECT files.number, id, name, size, lines, sha256, profile_id, created_at, updated_at
FROM files JOIN contents USING (sha256) WHERE files.number IN (SELECT value FROM json_each(?))
ORDER BY files.number
"""
_newest = Checks.alias("newest")
SORTS = {
    "newest": Files.number,
    "name": fn.FOLDED(Files.name),
    "findings": fn.COALESCE(Reports.total, -1),
    "longest": fn.COALESCE(_newest.duration_ms, -1),
}
# the others begin with the greatest
RISING = {"name", "user"}


class Query(NamedTuple):
    """What to list: ``after`` is the sort value and number of the last file of the page before."""

    sort: str
    states: Collection[CheckState]
    text: str
    after: tuple[Any, int] | None
    limit: int


class Page(NamedTuple):
    files: Sequence[File]
    after: tuple[Any, int] | None
    counts: dict[CheckState, int]


def add(
    user_id: str, name: str, sha256: str, now: datetime, profile_id: str | None = None
) -> tuple[int, str]:
    """Add a file; return its number and its id."""
    row = Files.create(
        id=secrets.token_hex(8),
        user=user_id,
        name=name,
        content=sha256,
        profile_id=profile_id,
        created_at=now,
        updated_at=now,
    )
    return int(row.number), str(row.id)


def find_number(user_id: str, file_id: str) -> int | None:
    row = connection.execute_sql(_FIND_NUMBER, (user_id, file_id)).fetchone()
    return row and int(row[0])


def get(number: int) -> File:
    return _get_many([number], findings=True)[0]


def get_many(numbers: Sequence[int]) -> list[File]:
    """Return the files without findings, in the order of their numbers."""
    return _get_many(numbers, findings=False)


def _get_many(numbers: Sequence[int], *, findings: bool) -> list[File]:
    rows = connection.execute_sql(_GET, (json.dumps(numbers),)).fetchall()
    checks = list_of_files(numbers, findings=findings)
    return [_to_file(row, checks[number]) for number, *row in rows]


def find_ids_by_name(user_id: str, names: Collection[str], *, before: int) -> dict[str, list[str]]:
    """Return the ids of the user's files with these names and a lower number, newest first."""
    found: dict[str, list[str]] = {}
    rows = connection.execute_sql(_FIND_NAMES, (user_id, before, json.dumps(list(names))))
    for name, file_id in rows.fetchall():
        found.setdefault(name, []).append(file_id)
    return found


def find_content(user_id: str, file_id: str) -> tuple[str, bytes] | None:
    """Return name and bytes."""
    row = (
        Files.select(Files.name, Contents.data)
        .join(Contents)
        .where(Files.user == user_id, Files.id == file_id)
        .tuples()
        .first()
    )
    return row and (row[0], bytes(row[1]))


def bind(number: int, name: str, sha256: str, now: datetime) -> None:
    Files.update(name=name, content=sha256, updated_at=now).where(Files.number == number).execute()


def set_profile(number: int, profile_id: str | None) -> None:
    Files.update(profile_id=profile_id).where(Files.number == number).execute()


def get_profile(number: int) -> str | None:
    row = Files.select(Files.profile_id).where(Files.number == number).tuples().get()
    return row[0]


def set_notified_digest(number: int, notified_digest: str) -> None:
    connection.execute_sql("UPDATE files SET notified_digest = ? WHERE number = ?", (notified_digest, number))


def get_notified_digest(number: int) -> str | None:
    row = connection.execute_sql("SELECT notified_digest FROM files WHERE number = ?", (number,)).fetchone()
    return row and row[0]


def remove(number: int) -> None:
    Files.delete().where(Files.number == number).execute()


def measure(user_id: str) -> tuple[int, int]:
    """Return how many files the user has, and how many bytes they are."""
    count, size = (
        Files.select(fn.COUNT(Files.number), fn.COALESCE(fn.SUM(Contents.size), 0))
        .join(Contents)
        .where(Files.user == user_id)
        .tuples()
        .get()
    )
    return count, size


def list_page(user_id: str, query: Query) -> Page:
    found = select_newest().where(Files.user == user_id)
    if query.text:
        found = found.where(matches(query.text))
    return turn_page(found, SORTS[query.sort], query)


def select_newest() -> Any:
    """Begin a query of files with their newest check and what it said."""
    newest = Checks.select(fn.MAX(Checks.number)).where(Checks.file == Files.number)
    return (
        Files.select(Files.number)
        .join(_newest, on=(_newest.number == newest))
        .join(Reports, JOIN.LEFT_OUTER, on=(_newest.report == Reports.number))
        .switch(Files)
    )


def matches(text: str) -> Any:
    # instr and not LIKE: a % or _ in a name means itself
    named = fn.INSTR(fn.FOLDED(Files.name), fn.FOLDED(text)) > 0
    return named | (fn.INSTR(fn.LOWER(Value(" ").concat(Reports.codes)), " " + text.lower()) > 0)


def turn_page(found: Any, key: Any, query: Query) -> Page:
    """Return a page of what was found, and count it by state."""
    rises = query.sort in RISING
    wanted = found.select(Files.number, key.alias("key"))
    if query.states:
        wanted = wanted.where(_newest.state.in_(query.states))
    if query.after:
        value, number = query.after
        beyond = key > value if rises else key < value
        wanted = wanted.where(beyond | ((key == value) & (Files.number < number)))
    order = key.asc() if rises else key.desc()
    rows = list(wanted.order_by(order, Files.number.desc()).limit(query.limit + 1).tuples())
    shown = [number for number, _ in rows[: query.limit]]
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    files = dict(zip(sorted(shown), get_many(shown), strict=True))
    counts = found.select(_newest.state, fn.COUNT(Files.number)).group_by(_newest.state).tuples()
    return Page(
        [files[number] for number in shown],
        (last[1], last[0]) if last else None,
        {CheckState(state): count for state, count in counts},
    )


def _to_file(row: Sequence[Any], checks: Sequence[Check]) -> File:
    file_id, name, size, lines, sha256, profile, created_at, updated_at = row
    # a check that waits has no report yet, and one that was given up may not know
    known = (check.report.encoding for check in checks if check.report)
    encoding = next((encoding for encoding in known if encoding), None)
    moments = get_moment(created_at), get_moment(updated_at)
    return File(file_id, name, size, lines, sha256, encoding, profile, *moments, checks)
