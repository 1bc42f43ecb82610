"""Checks and the earlier report that each is compared with: a row per such check, with the result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from lintbox.domain import Changed, Delta, DeltaCounts, FixedFinding, Profile, Report
from lintbox.storage.models import connection, to_milliseconds
from lintbox.storage.reports import FULL_COLUMNS, to_report

_profile = TypeAdapter(Profile)

# The base of the newest check, if that was not compared: it has not ended, or its report is not complete.
# Otherwise the file's last check that did not end as an error.
_FIND_BASES = """
WITH newest AS (
    SELECT files.number, sha256, base_report, base_sha256, base_profile
    FROM files LEFT JOIN comparisons ON check_number = (
        SELECT max(number) FROM checks WHERE file_id = files.number
    ) WHERE files.number IN (SELECT value FROM json_each(:numbers))
)
SELECT number, base_report, base_sha256, base_profile FROM newest WHERE base_report IS NOT NULL
UNION ALL
SELECT newest.number, report_id, sha256, profile
FROM newest JOIN checks ON checks.number = (
    SELECT max(number) FROM checks WHERE file_id = newest.number AND state IN ('passed', 'failed')
) WHERE base_report IS NULL
"""
_ADD = """
INSERT INTO comparisons (check_number, base_report, base_sha256, base_profile)
VALUES ((SELECT max(number) FROM checks WHERE file_id = ?), ?, ?, ?)
"""
_GET_BASE = f"""
SELECT base_sha256, base_profile, {FULL_COLUMNS}
FROM checks JOIN comparisons ON check_number = checks.number JOIN reports ON reports.number = base_report
WHERE checks.id = ?
"""  # noqa: S608
_FINISH = """
UPDATE comparisons SET base_report = NULL, counts = ?, changes = ?, findings = ?
WHERE check_number = (SELECT number FROM checks WHERE id = ?)
"""
_REMOVE_BASES = """
UPDATE comparisons SET base_report = NULL
WHERE base_report IS NOT NULL
AND EXISTS (SELECT 1 FROM checks WHERE checks.number = check_number AND finished_at < ?)
"""
_FIND_DELTA = """
SELECT counts, changes, comparisons.findings FROM comparisons JOIN checks ON check_number = checks.number
WHERE checks.id = ?
"""


class Base(NamedTuple):
    """The report to compare with; ``sha256`` and ``profile`` (JSON) are those of its check."""

    file_number: int
    report: int
    sha256: str
    profile: str


class BaseCheck(NamedTuple):
    sha256: str
    profile: Profile
    report: Report


def list_bases(file_numbers: Sequence[int]) -> list[Base]:
    """Return what the next check of each file is to be compared with; nothing for a file's first check."""
    values = {"numbers": json.dumps(file_numbers)}
    return list(map(Base._make, connection.connection().execute(_FIND_BASES, values).fetchall()))


def add(bases: Iterable[Base]) -> None:
    """Let the newest check of each file be compared with its base."""
    connection.connection().executemany(_ADD, bases)


def get_base(check_id: str) -> BaseCheck:
    """Return what this check is compared with, with all findings and their source lines."""
    sha256, profile, *report = connection.execute_sql(_GET_BASE, (check_id,)).fetchone()
    return BaseCheck(sha256, _profile.validate_json(profile), to_report(*report))


def finish(check_id: str, delta: Delta | None) -> None:
    """Store the result; the base is not needed any more."""
    columns: tuple[object, ...] = (None, None, None)
    if delta:
        findings = [delta.new_rows, delta.lines_of_fixed]
        columns = (delta.counts, [delta.changed, delta.versions], findings)
    texts = [column and json.dumps(column, separators=(",", ":")) for column in columns]
    connection.execute_sql(_FINISH, (*texts, check_id))


def remove_bases(before: datetime) -> None:
    """Compare nothing with the bases of checks that ended before ``before`` without a comparison."""
    connection.execute_sql(_REMOVE_BASES, (to_milliseconds(before),))


def find_delta(check_id: str) -> Delta | None:
    """Return the result of a comparison with the findings in it."""
    row = connection.execute_sql(_FIND_DELTA, (check_id,)).fetchone()
    return row and to_delta(*row)


def to_delta(counts: str | None, changes: str | None, findings: str | None = None) -> Delta | None:
    """Build the value from its JSON columns, without findings if ``findings`` is None."""
    if counts is None or changes is None:
        return None
    changed, versions = json.loads(changes)
    new_rows, fixed = json.loads(findings) if findings else ((), ())
    return Delta(
        DeltaCounts(*json.loads(counts)),
        tuple(map(Changed, changed)),
        {name: (before, now) for name, (before, now) in versions.items()},
        tuple(new_rows),
        tuple(FixedFinding(*one) for one in fixed),
    )
