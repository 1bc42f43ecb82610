"""A user's files; every lookup includes the user's id, which is the permission check."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from peewee import JOIN, Value, fn

from lintbox.domain import Check, CheckState, File, ResultMail, fold
from lintbox.storage import versions
from lintbox.storage.checks import list_of_files
from lintbox.storage.models import Checks, Contents, Files, Reports, connection, to_milliseconds, to_moment
from lintbox.storage.paging import Order, Position, fetch_page

# plain SQL: every page runs these, and peewee takes longer to build a statement than SQLite to run it
_ADD = """
INSERT INTO files (id, user_id, name, sha256, profile_id, python, created_at, updated_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_FIND_NUMBER = "SELECT number FROM files WHERE user_id = ? AND id = ?"
_FIND_NAMES = """
SELECT name, id FROM (
    SELECT name, id, number, row_number() OVER (PARTITION BY name ORDER BY number DESC) AS nth FROM files
    WHERE user_id = ? AND number < ? AND name IN (SELECT value FROM json_each(?))
) WHERE nth <= ? ORDER BY number DESC
"""
_GET = """
SELECT files.number, id, name, size, lines, sha256, profile_id, python, created_at, updated_at, result_mail
FROM files JOIN contents USING (sha256) WHERE files.number IN (SELECT value FROM json_each(?))
ORDER BY files.number
"""
_GET_EMAIL_WISH = """
SELECT notified_digest, coalesce(files.result_mail, users.result_mail), disabled_at IS NOT NULL
FROM files JOIN users ON users.id = user_id WHERE files.number = ?
"""
newest_check = Checks.alias("newest")
SORTS = {
    "newest": Files.number,
    "name": fn.FOLDED(Files.name),
    "findings": fn.COALESCE(Reports.total, -1),
    "longest": fn.COALESCE(newest_check.duration_ms, -1),
}
# all other sorts are descending
ASCENDING = {"name", "user"}


class Query(NamedTuple):
    """``after`` is the position of the last file of the previous page."""

    sort: str
    states: Collection[CheckState]
    text: str
    after: Position | None
    limit: int


class EmailWish(NamedTuple):
    """What decides about the email of a check.

    ``notified_digest`` identifies the last result; ``result_mail`` is the choice for the file, else that of
    the user, None without one.
    """

    notified_digest: str | None
    result_mail: ResultMail | None
    is_disabled: bool


class Page(NamedTuple):
    files: Sequence[File]
    after: Position | None
    counts: dict[CheckState, int]


def add(
    user_id: str,
    name: str,
    sha256: str,
    now: datetime,
    profile_id: str | None = None,
    python: str | None = None,
) -> tuple[int, str]:
    """Add a file; return its number and its id."""
    file_id, moment = secrets.token_hex(8), to_milliseconds(now)
    values = (file_id, user_id, name, sha256, profile_id, python, moment, moment)
    return int(connection.execute_sql(_ADD, values).lastrowid), file_id


def find_number(user_id: str, file_id: str) -> int | None:
    row = connection.execute_sql(_FIND_NUMBER, (user_id, file_id)).fetchone()
    return row and int(row[0])


def get(number: int) -> File:
    return replace(_get_many([number], findings=True)[0], versions=versions.count_of_file(number))


def get_many(numbers: Sequence[int]) -> list[File]:
    """Return the files without findings, in the order of their numbers."""
    return _get_many(numbers, findings=False)


def _get_many(numbers: Sequence[int], *, findings: bool) -> list[File]:
    rows = connection.execute_sql(_GET, (json.dumps(numbers),)).fetchall()
    checks = list_of_files(numbers, findings=findings)
    return [_to_file(row, checks[number]) for number, *row in rows]


def list_ids_by_name(user_id: str, names: Collection[str], *, before: int, most: int) -> dict[str, list[str]]:
    """Return the ids of the user's older files with these names, newest first, ``most`` for each name."""
    found: dict[str, list[str]] = {}
    rows = connection.execute_sql(_FIND_NAMES, (user_id, before, json.dumps(list(names)), most))
    for name, file_id in rows.fetchall():
        found.setdefault(name, []).append(file_id)
    return found


def find_content(user_id: str, file_id: str) -> tuple[str, bytes] | None:
    """Return the name and the bytes."""
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


def set_python(number: int, python: str | None) -> None:
    Files.update(python=python).where(Files.number == number).execute()


def get_choice(number: int) -> tuple[str | None, str | None]:
    """Return the id of the profile and the version of Python that are set on the file itself."""
    chosen = Files.select(Files.profile_id, Files.python).where(Files.number == number)
    profile_id, python = chosen.tuples().get()
    return profile_id, python


def set_notified_digest(number: int, notified_digest: str) -> None:
    connection.execute_sql("UPDATE files SET notified_digest = ? WHERE number = ?", (notified_digest, number))


def get_email_wish(number: int) -> EmailWish:
    digest, result_mail, is_disabled = connection.execute_sql(_GET_EMAIL_WISH, (number,)).fetchone()
    return EmailWish(digest, ResultMail(result_mail) if result_mail else None, bool(is_disabled))


def set_result_mail(number: int, result_mail: ResultMail | None) -> None:
    Files.update(result_mail=result_mail).where(Files.number == number).execute()


def forget_result_mail(user_id: str) -> None:
    """Let the user's choice apply to all of their files."""
    own_choice = Files.result_mail.is_null(False)
    Files.update(result_mail=None).where(Files.user == user_id, own_choice).execute()


def remove(number: int) -> None:
    Files.delete().where(Files.number == number).execute()


def measure(user_id: str) -> tuple[int, int]:
    """Return the number of the user's files, and their bytes with those of their earlier versions."""
    count, size = (
        Files.select(fn.COUNT(Files.number), fn.COALESCE(fn.SUM(Contents.size), 0))
        .join(Contents)
        .where(Files.user == user_id)
        .tuples()
        .get()
    )
    return count, size + versions.measure(user_id)


def list_page(user_id: str, query: Query) -> Page:
    found = select_newest().where(Files.user == user_id)
    if query.text:
        found = found.where(matches(query.text))
    return read_page(found, SORTS[query.sort], query)


def select_newest() -> Any:
    """Return a query of files joined with their newest check and its report."""
    newest = Checks.select(fn.MAX(Checks.number)).where(Checks.file == Files.number)
    return (
        Files.select(Files.number)
        .join(newest_check, on=(newest_check.number == newest))
        .join(Reports, JOIN.LEFT_OUTER, on=(newest_check.report == Reports.number))
        .switch(Files)
    )


def matches(text: str) -> Any:
    # instr instead of LIKE, so that % and _ are ordinary characters; folded once, not for each row
    named = fn.INSTR(fn.FOLDED(Files.name), fold(text)) > 0
    return named | (fn.INSTR(fn.LOWER(Value(" ").concat(Reports.codes)), " " + text.lower()) > 0)


def read_page(found: Any, key: Any, query: Query) -> Page:
    """Return a page of the files found; ``counts`` ignores the states of the query."""
    wanted = found.select(Files.number, key.alias("key")).tuples()
    if query.states:
        wanted = wanted.where(newest_check.state.in_(query.states))
    order = Order(key, Files.number, query.sort in ASCENDING)
    rows, after = fetch_page(wanted, order, query.after, query.limit, lambda row: (row[1], row[0]))
    numbers = [number for number, _ in rows]
    files = dict(zip(sorted(numbers), get_many(numbers), strict=True))
    counts = found.select(newest_check.state, fn.COUNT(Files.number)).group_by(newest_check.state).tuples()
    return Page(
        [files[number] for number in numbers],
        after,
        {CheckState(state): count for state, count in counts},
    )


def _to_file(row: Sequence[Any], checks: Sequence[Check]) -> File:
    file_id, name, size, lines, sha256, profile, python, created_at, updated_at, result_mail = row
    # an unfinished check has no report, and a failed one may lack the encoding
    known = (check.report.encoding for check in checks if check.report)
    encoding = next((encoding for encoding in known if encoding), None)
    moments = to_moment(created_at), to_moment(updated_at)
    wish = ResultMail(result_mail) if result_mail else None
    return File(file_id, name, size, lines, sha256, encoding, profile, python, *moments, checks, wish)
