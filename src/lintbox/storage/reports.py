"""Reports: what the engine said, kept once for the same content, options and versions."""

from __future__ import annotations

from typing import Any

from peewee import fn
from pydantic import TypeAdapter

from lintbox.domain import CheckError, Finding, Group, Report, Tool
from lintbox.storage.models import Checks, Reports, connection

_summary = TypeAdapter(tuple[Tool, int, dict[Group, int], CheckError | None])
_findings = TypeAdapter(tuple[Finding, ...])

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


def to_report(summary: Any, findings: Any = None) -> Report:
    """Read a report; without its findings where only the figures are wanted."""
    tool, total, groups, error = _summary.validate_json(summary)
    return Report(
        tool=tool,
        total=total,
        groups=groups,
        error=error,
        findings=_findings.validate_json(findings) if findings else (),
    )


def remove_unused() -> int:
    used = fn.EXISTS(Checks.select().where(Checks.report == Reports.number))
    return int(Reports.delete().where(~used).execute())
