"""The module being checked: its rows, its text, its mask, and shared queries on them."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from lintbox.lint.quick import masking
from lintbox.lint.quick.fallback import Fallback, FallbackReason
from lintbox.lint.quick.noqa import may_have_noqa

_BLANKS = " \t\x0c"
_FORM_FEED_BESIDE_CODE = re.compile(r"[^\s\x0c][^\n]*\x0c|\x0c[^\n]*[^\s\x0c]")


class NoqaRows(NamedTuple):
    """The rows that one noqa comment applies to: the first one, their text, and whether it may have one."""

    first: int
    text: str
    may_have_noqa: bool


class Module:
    """Rows count from 1, offsets from 0. Raises Fallback for text that flake8 treats specially."""

    def __init__(self, lines: list[str], source: str) -> None:
        self.lines = lines
        has_end = source[-1] == "\n"
        self.source = source if has_end else source + "\n"
        self.mask = masking.mask(self.source)
        self.text = text = self.mask.text
        if not has_end and "\v" in text[text.rfind("\n", 0, -1) + 1 :]:
            raise Fallback(FallbackReason.LAST_STRING)  # flake8 treats its rows as one
        if sys.version_info < (3, 12) and not has_end and _has_odd_end(lines):
            raise Fallback(FallbackReason.LAST_ROW)
        if "\x0c" in text and _FORM_FEED_BESIDE_CODE.search(text):
            raise Fallback(FallbackReason.FORM_FEED)
        self._noqa_rows: dict[int, NoqaRows] = {}
        self.indent_char: str | None = None
        self.indent_char_row = 0
        """The first indented row, which decides between blanks and tabs."""
        for row, line in enumerate(lines, 1):
            if line[0] in " \t":
                self.indent_char, self.indent_char_row = line[0], row
                break

    @cached_property
    def row_starts(self) -> list[int]:
        return [0, *accumulate(map(len, self.lines))]

    def row_at(self, offset: int) -> int:
        return bisect_right(self.row_starts, offset)

    def indent_char_before(self, row: int) -> str | None:
        """Return the indent character that flake8 knows after reading *row*."""
        return self.indent_char if row >= self.indent_char_row else None

    def column(self, row: int) -> int:
        """Return the column of the code in a row, in characters."""
        line = self.lines[row - 1]
        return len(line) - len(line.lstrip(_BLANKS))

    def rows_after(self, row: int) -> int:
        """Return the number of rows after *row* in the logical line that begins there."""
        start = self.row_starts[row - 1]
        return self.source.count("\n", start, self.text.find("\n", start))

    def masked_rows(self, row: int) -> list[str]:
        """Return the rows of the logical line that begins in *row*."""
        start = self.row_starts[row - 1]
        return self.text[start : self.text.find("\n", start)].split("\r")

    def has_fstring(self, start: int, end: int) -> bool:
        fstrings = self.mask.fstrings
        at = bisect_left(fstrings, start)
        return at < len(fstrings) and fstrings[at] < end

    def noqa_rows(self, row: int) -> NoqaRows:
        """Return the rows that a noqa comment in *row* applies to; joined once for all rows of a string."""
        if row not in self._noqa_rows:
            first = last = row
            while first > 1 and self._continues(first - 1):
                first -= 1
            while self._continues(last):
                last += 1
            text = "".join(self.lines[first - 1 : last])
            rows = NoqaRows(first, text, may_have_noqa(text))
            self._noqa_rows.update(dict.fromkeys(range(first, last + 1), rows))
        return self._noqa_rows[row]

    def list_comments(self, mark: re.Pattern[str]) -> Iterator[tuple[int, str]]:
        """Return the row and the rest of each comment that has the mark."""
        for match in mark.finditer(self.source):
            start = match.start()
            if self.text[start] == "#":  # a string's contents are masked
                yield self.row_at(start), self.source[start : self.source.find("\n", start)]

    def _continues(self, row: int) -> bool:
        """Return whether a string or a backslash continues *row* in the next one."""
        end = self.row_starts[row] - 1
        what = self.text[end : end + 1]
        return what == "\v" or (what == "\r" and self.text[end - 1] == "\\")


def _has_odd_end(lines: list[str]) -> bool:
    """Return whether Python 3.11's tokenizer ends the last line of code specially."""
    last = lines[-1].strip()
    return not last or (last[0] == "#" and "".join(lines[-2:-1]).endswith("\\\n"))
