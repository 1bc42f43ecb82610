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
    # a string of thousands of rows may have a finding in each: it is searched once
    _rows_before_comment: dict[str, int] = field(default_factory=dict, repr=False)

    def add_suppressed(self, violation: Violation, first_row: int, rows: str) -> None:
        """Add a violation that flake8 drops for a comment in these rows; does not keep the rows with it."""
        if rows not in self._rows_before_comment:
            comment = NOQA_INLINE_REGEXP.search(rows)
            self._rows_before_comment[rows] = rows.count("\n", 0, comment.start()) if comment else 0
        by_line = first_row + self._rows_before_comment[rows]
        self.suppressed.append(SuppressedViolation(violation._replace(physical_line=None), by_line))

    def add_comments(self, comments: Iterable[tuple[int, str]]) -> None:
        """Add the noqa comments among these, given with their rows."""
        for row, text in comments:
            if comment := NOQA_INLINE_REGEXP.search(text):
                self.comments.setdefault(row, comment["codes"])


def may_have_noqa(text: str) -> bool:
    return "# noqa" in text.lower()
