"""What an export reads: the files that it contains, then one file after the other with its newest check."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from peewee import fn

from lintbox.domain import CheckState, ExportedFile
from lintbox.storage.comparisons import to_delta
from lintbox.storage.files import SORTS, matches, newest_check, select_newest
from lintbox.storage.models import Files, Reports, connection, to_optional_moment
from lintbox.storage.reports import to_report

# plain SQL: runs once for each of thousands of files
_READ = """
SELECT listed.id, name, state, finished_at, profile_name, summary, reports.findings, noqa,
counts, changes, comparisons.findings FROM (
    SELECT id, name, (SELECT max(number) FROM checks WHERE file_id = files.number) AS newest
    FROM files WHERE user_id = ? AND files.number = ?
) AS listed JOIN checks ON checks.number = newest LEFT JOIN reports ON reports.number = report_id
LEFT JOIN comparisons ON check_number = newest
"""


class Listed(NamedTuple):
    """A file that an export contains; ``total`` counts its findings."""

    number: int
    id: str
    name: str
    state: CheckState
    total: int


def list_files(user_id: str, states: Collection[CheckState], text: str, ids: Collection[str]) -> list[Listed]:
    """List the user's files by name; empty filters match every file."""
    found = select_newest().where(Files.user == user_id)
    if text:
        found = found.where(matches(text))
    if states:
        found = found.where(newest_check.state.in_(states))
    if ids:
        found = found.where(Files.id.in_(ids))
    rows = found.select(
        Files.number, Files.id, Files.name, newest_check.state, fn.COALESCE(Reports.total, 0)
    ).order_by(SORTS["name"], Files.number)
    return [
        Listed(number, id_, name, CheckState(state), total)
        for number, id_, name, state, total in rows.tuples()
    ]


def find(user_id: str, file_number: int) -> ExportedFile | None:
    """Return the file with its findings; None if it was deleted meanwhile."""
    row = connection.execute_sql(_READ, (user_id, file_number)).fetchone()
    if row is None:
        return None
    file_id, name, state, finished_at, profile_name, summary, findings, noqa, *delta = row
    report = to_report(summary, findings, noqa=noqa) if summary else None
    checked_at = to_optional_moment(finished_at)
    return ExportedFile(file_id, name, CheckState(state), checked_at, profile_name, report, to_delta(*delta))
