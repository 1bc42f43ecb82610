"""Records what noqa comments do in one file, while flake8's own functions decide it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from flake8.defaults import NOQA_INLINE_REGEXP
from flake8.violation import Violation


class SuppressedViolation(NamedTuple):
    """``by_line`` is the row of the comment, another one where a string or a backslash continues a row."""

    violation: Violation
    by_line: int


@dataclass(slots=True)
class NoqaRecord:
    """``comments`` maps the row of each noqa comment to its list of codes, or None for every code."""

    opted_out: bool = False
    suppressed: list[SuppressedViolation] = field(default_factory=list)
    comments: dict[int, str | None] = field(default_factory=dict)

    def add_suppressed(self, violation: Violation, first_row: int, rows: str) -> None:
        """Add a violation that flake8 drops for a comment in these rows."""
        comment = NOQA_INLINE_REGEXP.search(rows)
        end = comment.start() if comment else 0
        self.suppressed.append(SuppressedViolation(violation, first_row + rows.count("\n", 0, end)))

    def add_comments(self, comments: Iterable[tuple[int, str]]) -> None:
        """Add the noqa comments among these, given with their rows."""
        for row, text in comments:
            if comment := NOQA_INLINE_REGEXP.search(text):
                self.comments.setdefault(row, comment["codes"])


def may_have_noqa(text: str) -> bool:
    return "# noqa" in text.lower()
