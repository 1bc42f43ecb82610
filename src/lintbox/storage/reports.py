"""Reports: what the engine said, kept once for the same content, options and versions."""

from __future__ import annotations

import json

from peewee import fn
from pydantic import TypeAdapter

from lintbox.domain import CheckError, ErrorCode, Finding, Group, Report, Tool
from lintbox.storage.models import Checks, Reports, connection

_summary = TypeAdapter(tuple[Tool, int, dict[Group, int], CheckError | None])
_findings = TypeAdapter(tuple[Finding, ...])
_GROUPS = {group.value: group for group in Group}

# in plain SQL: this stands beside every check, and peewee takes longer than all the rest of it
_FIND = "SELECT number, summary, findings FROM reports WHERE key = ?"
_FIND_NUMBER = "SELECT number FROM reports WHERE key = ?"
_ADD = "INSERT INTO reports (key, total, codes, summary, findings) VALUES (?, ?, ?, ?, ?)"


def add(report: Report, key: str | None) -> int:
    """Store a report and return its number; with the key of an earlier one, that one's."""
    if key and (earlier := connection.execute_sql(_FIND_NUMBER, (key,)).fetchone()):
        return int(earlier[0])
    codes = " ".join(sorted({finding.code for finding in report.findings}))
    summary = _summary.dump_json((report.tool, report.total, dict(report.groups), report.error)).decode()
    findings = _findings.dump_json(report.findings).decode()
    return int(connection.execute_sql(_ADD, (key, report.total, codes, summary, findings)).lastrowid)


def find(key: str) -> tuple[int, Report] | None:
    row = connection.execute_sql(_FIND, (key,)).fetchone()
    return row and (int(row[0]), to_report(row[1], row[2]))


def to_report(summary: str, findings: str | None = None) -> Report:
    """Read a report; without its findings where only the figures are wanted."""
    # plainly: it was judged when it was written, and between two checks pydantic's code is out of the cache
    tool, total, groups, error = json.loads(summary)
    return Report(
        tool=Tool(**tool),
        total=total,
        groups={_GROUPS[group]: count for group, count in groups.items()},
        error=error and CheckError(ErrorCode(error["code"]), error["detail"]),
        findings=_read_findings(findings) if findings else (),
    )


def _read_findings(written: str) -> tuple[Finding, ...]:
    rows = json.loads(written)
    return tuple(
        [Finding(code, line, column, text, _GROUPS[group]) for code, line, column, text, group in rows]
    )


def remove_unused() -> int:
    used = fn.EXISTS(Checks.select().where(Checks.report == Reports.number))
    return int(Reports.delete().where(~used).execute())
