"""From flake8's violations to a Report: texts made harmless, rows capped, groups counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from lintbox.domain import FINDINGS_KEPT, Finding, Report, Tool
from lintbox.lint.groups import group_of

MAX_TEXT = 500

# Control characters, line and paragraph separators, marks that turn the direction of writing, lone
# surrogates: messages quote the file, and a quoted line feed could pass for a row of its own.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Violation(Protocol):
    """What we read of flake8's class of this name."""

    @property
    def code(self) -> str: ...
    @property
    def line_number(self) -> int: ...
    @property
    def column_number(self) -> int: ...
    @property
    def text(self) -> str: ...


def of_violations(tool: Tool, violations: Sequence[Violation]) -> Report:
    groups = Counter(group_of(violation.code) for violation in violations)
    return Report(
        tool=tool,
        findings=tuple(_finding(violation) for violation in violations[:FINDINGS_KEPT]),
        total=len(violations),
        groups=dict(groups),
    )


def _finding(violation: Violation) -> Finding:
    return Finding(
        code=violation.code,
        line=violation.line_number,
        column=violation.column_number,
        text=harmless(violation.text),
        group=group_of(violation.code),
    )


def harmless(text: str) -> str:
    r"""Show what must not act: an escape character becomes ``\x1b``; at most 500 characters."""
    return _HARMFUL.sub(_escape, text[:MAX_TEXT])[:MAX_TEXT]


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
