"""Earlier versions of files: the replaced content, and the newest check of it that had ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from peewee import fn
from pydantic import TypeAdapter

from lintbox.domain import Check, CheckState, MailStatus, Profile, Report, Version
from lintbox.storage.models import Contents, Files, Versions, connection, to_milliseconds, to_moment
from lintbox.storage.models import to_optional_moment as to_optional
from lintbox.storage.reports import to_report

_profile = TypeAdapter(Profile)

_ADD = """
INSERT INTO versions (id, file_id, name, sha256, replaced_at, check_id, state, created_at, started_at,
    finished_at, duration_ms, profile, profile_name, report_id)
SELECT ?, files.number, name, sha256, ?, checks.id, state, checks.created_at, started_at, finished_at,
    duration_ms, profile, profile_name, report_id
FROM files LEFT JOIN checks ON checks.number = (
    SELECT max(number) FROM checks WHERE file_id = files.number AND report_id IS NOT NULL
) WHERE files.number = ?
"""
_REMOVE_OLDER = """
DELETE FROM versions WHERE file_id = ?1 AND number NOT IN (
    SELECT number FROM versions WHERE file_id = ?1 ORDER BY number DESC LIMIT ?2
)
"""
_LIST_FILES_BEYOND = "SELECT file_id FROM versions GROUP BY file_id HAVING count(*) > ? LIMIT ?"
_LIST = """
SELECT versions.id, name, size, lines, sha256, replaced_at, check_id, state, created_at, started_at,
    finished_at, duration_ms, profile, profile_name, summary, {more}
FROM versions JOIN contents USING (sha256) LEFT JOIN reports ON reports.number = report_id
WHERE file_id = ? AND versions.id = coalesce(?, versions.id) ORDER BY versions.number DESC
"""
# without findings: a report can have thousands
_LIST_ALL = _LIST.format(more="NULL, NULL")
_FIND = _LIST.format(more="reports.findings, noqa")
_COUNT = "SELECT count(*) FROM versions WHERE file_id = ?"


def add(file_number: int, now: datetime) -> None:
    """Keep what the file has now, before it is replaced."""
    connection.execute_sql(_ADD, (secrets.token_hex(8), to_milliseconds(now), file_number))


def remove_older(file_number: int, kept: int) -> None:
    """Delete the versions of the file that are not among the newest ``kept``."""
    connection.execute_sql(_REMOVE_OLDER, (file_number, kept))


def list_files_beyond(kept: int, limit: int) -> list[int]:
    """Return the numbers of files with more than ``kept`` versions."""
    return [number for (number,) in connection.execute_sql(_LIST_FILES_BEYOND, (kept, limit)).fetchall()]


def list_of_file(file_number: int) -> list[Version]:
    """Return the versions without findings, newest first."""
    return [_to_version(row) for row in connection.execute_sql(_LIST_ALL, (file_number, None)).fetchall()]


def find(file_number: int, version_id: str) -> Version | None:
    """Return a version with the findings of its check."""
    row = connection.execute_sql(_FIND, (file_number, version_id)).fetchone()
    return row and _to_version(row)


def count_of_file(file_number: int) -> int:
    return int(connection.execute_sql(_COUNT, (file_number,)).fetchone()[0])


def remove(file_number: int, version_id: str) -> bool:
    """Delete a version; return whether there was one."""
    return bool(Versions.delete().where(Versions.file == file_number, Versions.id == version_id).execute())


def measure(user_id: str) -> int:
    """Return the bytes of all versions of the user's files."""
    sizes = Versions.select(fn.COALESCE(fn.SUM(Contents.size), 0)).join(Contents).switch(Versions)
    return int(sizes.join(Files).where(Files.user == user_id).tuples().get()[0])


def _to_version(row: Sequence[Any]) -> Version:
    version_id, name, size, lines, sha256, replaced_at, *check = row
    return Version(version_id, name, size, lines, sha256, to_moment(replaced_at), _to_check(*check))


def _to_check(
    check_id: str | None,
    state: str,
    created_at: int,
    started_at: int | None,
    finished_at: int | None,
    duration_ms: int | None,
    profile: str,
    profile_name: str,
    *report: str | None,
) -> Check | None:
    if check_id is None:
        return None
    return Check(
        id=check_id,
        state=CheckState(state),
        created_at=to_moment(created_at),
        started_at=to_optional(started_at),
        finished_at=to_optional(finished_at),
        duration_ms=duration_ms,
        report=_to_report(*report),
        mail=MailStatus("off"),
        profile=_profile.validate_json(profile),
        profile_name=profile_name,
        unchanged=False,
    )


def _to_report(summary: str | None, findings: str | None, noqa: str | None) -> Report | None:
    return to_report(summary, findings, noqa=noqa) if summary else None
