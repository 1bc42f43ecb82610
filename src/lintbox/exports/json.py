"""JSON with the fields of the API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from lintbox.domain import ExportedFile, Report
from lintbox.exports.about import About, separate


def write(files: Iterable[ExportedFile], about: About) -> Iterator[str]:
    head = {"lintbox": about.version, "exported_at": _format(about.exported_at)}
    yield f'{json.dumps(head)[:-1]}, "files": ['
    separator = "\n"
    for file in files:
        yield separator
        yield from _write(_present(file, about))
        separator = ",\n"
    yield "\n]}\n"


def _write(value: object) -> Iterator[str]:
    """Yield an object member by member, and a list item by item: it may have thousands."""
    if isinstance(value, dict):
        before = "{"
        for name, member in value.items():
            yield f"{before}{json.dumps(name)}: "
            yield from _write(member)
            before = ", "
        yield "}" if value else "{}"
    elif isinstance(value, list):
        yield "["
        yield from separate(map(json.dumps, value))
        yield "]"
    else:
        yield json.dumps(value)


def _present(file: ExportedFile, about: About) -> dict[str, object]:
    return {
        "id": file.id,
        "name": file.name,
        "url": about.link(file.id),
        "state": file.state,
        "checked_at": _format(file.checked_at),
        "profile": file.profile_name,
        **_present_report(file.report or None),
    }


def _present_report(report: Report | None) -> dict[str, object]:
    if report is None:
        return {
            "tool": None,
            "total": 0,
            "truncated": False,
            "error": None,
            "python_refuses": None,
            "findings": [],
        }
    error, refusal = report.error, report.python_refuses
    return {
        "tool": report.tool.versions,
        "total": report.total,
        "truncated": report.total > len(report.findings),
        "error": {"code": error.code, "detail": error.detail} if error else None,
        "python_refuses": refusal._asdict() if refusal else None,
        "findings": [finding._asdict() for finding in report.findings],
    }


def _format(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
