"""Checks with their reports and the state of their emails."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pydantic import TypeAdapter

from lintbox.domain import (
    UNSENT_YET,
    Check,
    CheckState,
    MailMode,
    MailNote,
    MailStatus,
    Profile,
    Tool,
)
from lintbox.storage import comparisons
from lintbox.storage.models import Checks, connection, to_moment, to_optional_moment
from lintbox.storage.reports import to_report

_profile = TypeAdapter(Profile)
_tool = TypeAdapter(Tool)
_UNFINISHED = (CheckState.QUEUED, CheckState.RUNNING)

# without findings: a report can have thousands
_LIST = """
SELECT file_id, checks.id, checks.state, checks.created_at, started_at, finished_at, duration_ms,
    profile, profile_name, unchanged, mail_note, summary, counts, changes,
    outbox.state, outbox.sent_at, outbox.detail, outbox.via
FROM checks LEFT JOIN reports ON reports.number = report_id
    LEFT JOIN comparisons ON check_number = checks.number
    LEFT JOIN outbox ON outbox.kind = 'result' AND outbox.subject = coalesce(email_subject, checks.id)
WHERE file_id IN (SELECT value FROM json_each(?)) ORDER BY checks.number DESC
"""
# SQLite groups the rows: thousands of files have only a few combinations of profile and versions
_LIST_NEWEST = """
SELECT files.profile_id, files.python, profile, json_extract(summary, '$[0]') AS tool,
    json_group_array(json_array(files.number, files.id))
FROM files JOIN checks ON checks.number = (SELECT max(number) FROM checks WHERE file_id = files.number)
    JOIN reports ON reports.number = report_id
WHERE files.user_id = ? GROUP BY files.profile_id, files.python, profile, tool
"""
_GET_REPORT = """
SELECT summary, findings, NULL, noqa FROM checks JOIN reports ON reports.number = report_id
WHERE checks.id = ?
"""
# never deletes an unfinished check
_REMOVE_OLDER = """
DELETE FROM checks WHERE file_id IN (SELECT value FROM json_each(?)) AND state NOT IN ('queued', 'running')
    AND number <= (
        SELECT number FROM checks AS newer WHERE newer.file_id = checks.file_id
        ORDER BY number DESC LIMIT 1 OFFSET ?
    )
"""


class _Listed(NamedTuple):
    """A row of ``_LIST`` without its file; ``email`` is the state of the result email."""

    id: str
    state: str
    created_at: int
    started_at: int | None
    finished_at: int | None
    duration_ms: int | None
    profile: str
    profile_name: str
    unchanged: int
    mail_note: str | None
    summary: str | None
    counts: str | None
    changes: str | None
    email: str | None
    sent_at: int | None
    detail: str | None
    via: str | None


class CheckedAlike(NamedTuple):
    """Files whose newest checks have the same profile and versions.

    ``chosen`` is the profile id, and ``python`` the version, that are set on the files themselves.
    """

    chosen: str | None
    python: str | None
    profile: Profile
    tool: Tool
    files_json: str

    def read_files(self) -> list[tuple[int, str]]:
        """Return the numbers and ids of the files."""
        return [(number, file_id) for number, file_id in json.loads(self.files_json)]


def list_newest(user_id: str) -> list[CheckedAlike]:
    """Return the user's files whose newest check is finished, by the profile and versions of that check."""
    rows = connection.execute_sql(_LIST_NEWEST, (user_id,)).fetchall()
    return [
        CheckedAlike(chosen, python, _profile.validate_json(profile), _tool.validate_json(tool), files_json)
        for chosen, python, profile, tool, files_json in rows
    ]


def remove_of_file(file_number: int) -> None:
    Checks.delete().where(Checks.file == file_number).execute()


def remove_older(file_numbers: Sequence[int], kept: int) -> None:
    """Delete the finished checks of these files that are not among the newest ``kept``."""
    connection.execute_sql(_REMOVE_OLDER, (json.dumps(file_numbers), kept))


def set_mail_note(check_id: str, mail_note: MailNote | None, *, unchanged: bool) -> None:
    values = (unchanged, mail_note and mail_note.value, check_id)
    connection.execute_sql("UPDATE checks SET unchanged = ?, mail_note = ? WHERE id = ?", values)


def is_unfinished(file_number: int) -> bool:
    unfinished = (Checks.file == file_number) & Checks.state.in_(_UNFINISHED)
    return bool(Checks.select().where(unfinished).exists())


def add_findings(check: Check) -> Check:
    """Return a check of a list with its findings, and those that were fixed before it."""
    if check.report is None:
        return check
    report = to_report(*connection.execute_sql(_GET_REPORT, (check.id,)).fetchone())
    return replace(check, report=report, delta=check.delta and comparisons.find_delta(check.id))


def list_of_files(file_numbers: Sequence[int], *, findings: bool) -> dict[int, list[Check]]:
    """Return each file's checks, newest first; with ``findings`` the newest one has its findings."""
    rows = connection.execute_sql(_LIST, (json.dumps(file_numbers),)).fetchall()
    checks: dict[int, list[Check]] = defaultdict(list)
    for file_number, *row in rows:
        checks[file_number].append(_to_check(_Listed._make(row)))
    if findings:
        for listed in checks.values():
            listed[0] = add_findings(listed[0])
    return checks


def _to_check(row: _Listed) -> Check:
    state = CheckState(row.state)
    return Check(
        id=row.id,
        state=state,
        created_at=to_moment(row.created_at),
        started_at=to_optional_moment(row.started_at),
        finished_at=to_optional_moment(row.finished_at),
        duration_ms=row.duration_ms,
        report=to_report(row.summary) if row.summary else None,
        mail=_to_mail(state, row),
        profile=_profile.validate_json(row.profile),
        profile_name=row.profile_name,
        unchanged=bool(row.unchanged),
        delta=comparisons.to_delta(row.counts, row.changes),
    )


def _to_mail(state: CheckState, row: _Listed) -> MailStatus:
    if row.email is None and row.mail_note:
        return MailNote(row.mail_note).status
    if row.email is None:
        return MailStatus("queued" if state in _UNFINISHED else "off")
    shown = "queued" if row.email in UNSENT_YET else row.email
    via = MailMode(row.via) if row.via else None
    return MailStatus(shown, to_optional_moment(row.sent_at), row.detail, via)
