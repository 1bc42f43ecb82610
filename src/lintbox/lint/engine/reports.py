"""Builds a Report from flake8's violations: sanitizes texts, caps rows, counts categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from lintbox.domain import (
    FINDINGS_KEPT,
    Category,
    CheckError,
    Finding,
    Noqa,
    PythonRefusal,
    Report,
    Tool,
    escape_harmful,
)
from lintbox.lint.engine.categories import category_of
from lintbox.lint.engine.source import Source

MAX_TEXT = 500


class Violation(Protocol):
    """The attributes used of flake8's class of this name."""

    @property
    def code(self) -> str: ...
    @property
    def line_number(self) -> int: ...
    @property
    def column_number(self) -> int: ...
    @property
    def text(self) -> str: ...


def of_violations(
    tool: Tool,
    violations: Sequence[Violation],
    source: Source,
    refusal: PythonRefusal | None,
    noqa: Noqa,
) -> Report:
    categories = Counter(category_of(violation.code) for violation in violations)
    numbers = {violation.line_number for violation in violations[:FINDINGS_KEPT]}
    if refusal:
        categories[Category.WILL_NOT_RUN] = max(categories[Category.WILL_NOT_RUN], 1)
        numbers.add(refusal.line)
    return Report(
        tool=tool,
        findings=tuple(_finding(violation) for violation in violations[:FINDINGS_KEPT]),
        total=len(violations),
        categories=dict(categories),
        encoding=source.encoding,
        quotes={number: _quote(number, source.lines) for number in numbers},
        python_refuses=refusal,
        noqa=noqa,
    )


def of_error(
    tool: Tool, error: CheckError | None, source: Source | None, refusal: PythonRefusal | None
) -> Report:
    return Report(
        tool=tool,
        error=error,
        categories={Category.WILL_NOT_RUN: 1} if refusal else {},
        encoding=source and source.encoding,
        python_refuses=refusal,
    )


def _finding(violation: Violation) -> Finding:
    return Finding(
        code=violation.code,
        line=violation.line_number,
        column=violation.column_number,
        text=sanitize(violation.text),
        category=category_of(violation.code),
    )


def _quote(number: int, lines: Sequence[str]) -> str:
    """Return the source line, stripped; empty outside the file."""
    return sanitize(lines[number - 1].strip().replace("\t", " ")) if 0 < number <= len(lines) else ""


def sanitize(text: str) -> str:
    """Return at most 500 characters without control characters.

    Messages quote the file: a quoted line feed could look like another row.
    """
    return escape_harmful(text[:MAX_TEXT])[:MAX_TEXT]
