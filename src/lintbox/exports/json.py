"""JSON with the fields of the API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from lintbox.domain import Delta, ExportedFile, Finding, Noqa, Report
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
        **_present_report(file.report, file.delta),
    }


def _present_report(report: Report | None, delta: Delta | None) -> dict[str, object]:
    error, refusal = (report.error, report.python_refuses) if report else (None, None)
    noqa = report.noqa if report else Noqa()
    total, findings = (report.total, report.findings) if report else (0, ())
    return {
        "tool": report.tool.versions if report else None,
        "total": total,
        "truncated": total > len(findings),
        "error": {"code": error.code, "detail": error.detail} if error else None,
        "python_refuses": refusal._asdict() if refusal else None,
        "opted_out": noqa.opted_out,
        "delta": _present_delta(delta) if delta else None,
        "findings": list(_present_findings(findings, delta)),
        "suppressed": [suppressed._asdict() for suppressed in noqa.suppressed],
        "suppressed_total": noqa.suppressed_total,
        "useless_noqa": [useless._asdict() for useless in noqa.useless],
    }


def _present_findings(findings: Iterable[Finding], delta: Delta | None) -> Iterator[dict[str, object]]:
    new = set(delta.new_rows) if delta else ()
    for row, finding in enumerate(findings):
        status = ("new" if row in new else "same") if delta else None
        yield {**finding._asdict(), "status": status}


def _present_delta(delta: Delta) -> dict[str, object]:
    return {
        **delta.counts._asdict(),
        "changed": delta.changed,
        "versions": {name: {"before": old, "now": new} for name, (old, new) in delta.versions.items()},
        "lines_of_fixed": [fixed._asdict() for fixed in delta.lines_of_fixed],
    }


def _format(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
