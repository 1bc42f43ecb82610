"""Reports of the engine, stored once for equal content, options and versions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import fn
from pydantic import TypeAdapter

from lintbox.domain import (
    Category,
    CheckError,
    ErrorCode,
    Finding,
    Hint,
    Noqa,
    PythonRefusal,
    Report,
    SuppressedFinding,
    Tool,
    UselessNoqa,
)
from lintbox.storage.models import Checks, Comparisons, Reports, Versions, connection

_Error = CheckError | None
_summary = TypeAdapter(
    tuple[Tool, int, dict[Category, int], _Error, str | None, PythonRefusal | None, Hint | None, bool]
)
_findings = TypeAdapter(tuple[Finding, ...])
_quotes = TypeAdapter(dict[int, str])
_noqa = TypeAdapter(tuple[tuple[SuppressedFinding, ...], int, tuple[UselessNoqa, ...]])
_NO_COMMENTS = "[[],0,[]]"
_CATEGORIES = {category.value: category for category in Category}
_decoder = json.JSONDecoder()
_Row = tuple[str, int, int, str, str]

# plain SQL: these run for every check, and peewee takes longer than everything else in it
FULL_COLUMNS = "summary, reports.findings, quotes, noqa"
_FIND = f"SELECT {FULL_COLUMNS} FROM reports WHERE key = ?"  # noqa: S608
_FIND_NUMBER = "SELECT number FROM reports WHERE key = ?"
_CODES_OF_USER = """
SELECT reports.codes FROM files
JOIN checks ON checks.number = (SELECT MAX(number) FROM checks AS own WHERE own.file_id = files.number)
JOIN reports ON reports.number = checks.report_id WHERE files.user_id = ?
"""
_ADD = "INSERT INTO reports (key, total, codes, summary, findings, quotes, noqa) VALUES (?, ?, ?, ?, ?, ?, ?)"


def add(report: Report, key: str | None) -> int:
    """Store a report, or reuse the one with the same key; return its number."""
    if key and (earlier := connection.execute_sql(_FIND_NUMBER, (key,)).fetchone()):
        return int(earlier[0])
    codes = " ".join(sorted({finding.code for finding in report.findings}))
    categories = dict(report.categories)
    noqa = report.noqa
    details = (report.error, report.encoding, report.python_refuses, report.hint, noqa.opted_out)
    summary = (report.tool, report.total, categories, *details)
    texts = (
        _summary.dump_json(summary).decode(),
        _findings.dump_json(report.findings).decode(),
        _quotes.dump_json(dict(report.quotes)).decode(),
        _noqa.dump_json((noqa.suppressed, noqa.suppressed_total, noqa.useless)).decode(),
    )
    return int(connection.execute_sql(_ADD, (key, report.total, codes, *texts)).lastrowid)


def find(key: str, tool: Tool) -> Report | None:
    """Return the report with this key; ``tool`` has the versions that are part of the key."""
    row = connection.connection().execute(_FIND, (key,)).fetchone()
    if row is None:
        return None
    summary, findings, quotes, noqa = row
    return to_report(summary, findings, quotes, noqa, tool)


def to_report(
    summary: str,
    findings: str | None = None,
    quotes: str | None = None,
    noqa: str | None = None,
    tool: Tool | None = None,
) -> Report:
    """Build a report from its JSON columns, without what is left out; ``tool`` saves building it."""
    stored_tool, *rest, opted_out = _read(summary)
    rows = _read(findings) if findings else ()
    lines = {int(line): source for line, source in _read(quotes).items()} if quotes else {}
    comments = _build_noqa(noqa, opted_out=opted_out)
    return _build(tool or Tool(**stored_tool), *rest, rows=rows, quotes=lines, noqa=comments)


def _build_noqa(written: str | None, *, opted_out: bool) -> Noqa:
    if written is None or written == _NO_COMMENTS:
        return Noqa(opted_out=opted_out)
    suppressed, total, useless = _read(written)
    return Noqa(
        tuple(
            SuppressedFinding(code, line, column, text, _CATEGORIES[category], by_line)
            for code, line, column, text, category, by_line in suppressed
        ),
        total,
        tuple(UselessNoqa(line, tuple(codes)) for line, codes in useless),
        opted_out,
    )


def _read(written: str) -> Any:
    # json.loads would skip whitespace with regular expressions; the stored JSON has none around it
    return _decoder.raw_decode(written)[0]


def _build(
    tool: Tool,
    total: int,
    categories: dict[str, int],
    error: dict[str, str] | None,
    encoding: str | None,
    refusal: tuple[int, int, str] | None,
    hint: tuple[str | None, str] | None,
    *,
    rows: Iterable[_Row],
    quotes: Mapping[int, str],
    noqa: Noqa,
) -> Report:
    # without pydantic: the values were validated when stored, and its code is not in the CPU cache here
    return Report(
        tool=tool,
        total=total,
        categories={_CATEGORIES[category]: count for category, count in categories.items()},
        error=CheckError(ErrorCode(error["code"]), error["detail"]) if error else None,
        findings=tuple(
            [
                Finding(code, line, column, text, _CATEGORIES[category])
                for code, line, column, text, category in rows
            ]
        ),
        encoding=encoding,
        quotes=quotes,
        python_refuses=PythonRefusal(*refusal) if refusal else None,
        hint=Hint(*hint) if hint else None,
        noqa=noqa,
    )


def count_files_by_code(user_id: str) -> dict[str, int]:
    """Return the number of the user's files whose newest check has each code."""
    counts: Counter[str] = Counter()
    for (codes,) in connection.execute_sql(_CODES_OF_USER, (user_id,)):
        counts.update(codes.split())
    return dict(sorted(counts.items()))


def list_unused() -> list[int]:
    """Return the numbers of the reports that no check, comparison or earlier version refers to."""
    return [number for (number,) in Reports.select(Reports.number).where(_is_unused()).tuples()]


def remove_unused(numbers: Sequence[int]) -> int:
    """Delete those of these reports that are still unused."""
    return int(Reports.delete().where(Reports.number.in_(numbers), _is_unused()).execute())


def _is_unused() -> Any:
    used = fn.EXISTS(Checks.select().where(Checks.report == Reports.number))
    compared = fn.EXISTS(Comparisons.select().where(Comparisons.base_report == Reports.number))
    kept = fn.EXISTS(Versions.select().where(Versions.report == Reports.number))
    return ~used & ~compared & ~kept
