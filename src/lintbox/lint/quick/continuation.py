"""Decides quickly whether the rule on continuation lines (E12x, E133) has nothing to report.

It mirrors ``pycodestyle.continued_indentation``, but reads brackets and the starts of rows only.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from lintbox.lint.quick.brackets import balanced

_EVENT = re.compile(r"[()\[\]{}]|\r *(?=[^\r ])|\v(?:x*+\v)*+")
_UNSURE = ("\\", "\t", ":\r", " \r")
_CLOSING_ROW = re.compile(r"\r *[)\]}]")
_IN_A_ROW = balanced(r"[^()\[\]{}\r\n\v\\\t]", 2)
_MAX_DEPTH = 3
_KEYWORDS = ("if", "with", "raise", "assert")
"""A row may align with the text after one of these in the first row."""


class ContinuationStyle(NamedTuple):
    """How rows in brackets may be indented, by the options.

    With ``any_hang``, the rows of a bracket may hang by any equal amount: E121, E123 and E126 are off.
    """

    indent_size: int
    hang_closing: bool
    any_hang: bool


def find_unhung_brackets(
    text: str, first: int, end: int, style: ContinuationStyle, *, hides_brackets: bool
) -> list[int] | None:
    """Examine the masked logical line ``text[first:end]``, including its indent.

    Returns the offsets of closing brackets to report by themselves, if everything else is aligned; None if
    the rule has to run on the line. *hides_brackets*: the line has f-strings, whose fields are brackets to
    the rule, and most of which are masked.
    """
    if _hanging(style.indent_size).match(text, first, end):
        if not style.hang_closing:
            return []
        return [match.end() - 1 for match in _CLOSING_ROW.finditer(text, first, end)]
    if text[end - 1] in "# ":
        end = first + len(text[first:end].rstrip(" ").rstrip("#").rstrip(" "))
    for unsure in _UNSURE:
        if text.find(unsure, first, end) >= 0:
            return None
    start = first
    while text[start] == " ":
        start += 1
    is_block = text[end - 1] == ":"
    if is_block and text.find("\v", start, end) >= 0:
        return None
    rows = _Rows(text, first, start, style, is_block, hides_brackets)
    return rows.unhung if rows.are_aligned(end) else None


@functools.cache
def _hanging(indent_size: int) -> re.Pattern[str]:
    """Match brackets that end a row, hold rows one indent to the right, and close at the start of a row."""
    return re.compile(rf"( *+){_IN_A_ROW}(?:{_hanging_group(indent_size, 0)}{_IN_A_ROW})++\Z")


def _hanging_group(indent_size: int, depth: int) -> str:
    inside = ""
    if depth < _MAX_DEPTH:
        inside = rf"(?:{_hanging_group(indent_size, depth + 1)}{_IN_A_ROW})*+"
    line_break = r"(?<![: ])\r++\1" + " " * (indent_size * depth)
    row = rf"{line_break}{' ' * indent_size}(?![ )\]}}\r]){_IN_A_ROW}{inside}"
    return rf"[(\[{{](?:  #++)?(?:{row})++{line_break}[)\]}}]"


class _Rows:
    """The state of pycodestyle's rule, with an entry for each depth of brackets."""

    def __init__(
        self,
        text: str,
        first: int,
        start: int,
        style: ContinuationStyle,
        is_block: bool,
        hides_brackets: bool,
    ) -> None:
        self._text = text
        self._first = first
        self._start = start
        self._column = column = start - first
        self._indent_size, self._hang_closing, self._any_hang = style
        self._is_block = is_block
        self._hides_brackets = hides_brackets
        self.unhung: list[int] = []
        """Offsets of closing brackets that should hang but do not."""
        self._last_column = column
        self._relative = 0
        self._visual = [column]
        """The column of the visual indent; 0 for none."""
        self._hangs = [0]
        """The hang of the first row."""
        self._opened = [[0]]
        """The relative indents of the rows that opened a bracket at this depth."""

    def are_aligned(self, end: int) -> bool:
        text = self._text
        row_start = self._first
        for event in _EVENT.finditer(text, self._start, end):
            at = event.start()
            what = text[at]
            if what == "\r":
                row_start = at + 1
                column = event.end() - row_start
                if not self._is_row_aligned(row_start, column, text[event.end()] in ")]}"):
                    return False
            elif what == "\v":
                row_start = event.end()
            elif what in "([{":
                self._open(at, row_start)
            elif not self._close():
                return False
        return not (self._is_block and self._relative == self._indent_size)

    def _is_row_aligned(self, row_start: int, here: int, closing: bool) -> bool:
        self._last_column = here
        self._relative = relative = here - self._column
        depth = len(self._hangs) - 1
        hang = 0
        hanging = False
        for open_relative in reversed(self._opened[depth]):
            hang = relative - open_relative
            hanging = hang == self._indent_size
            if hanging:
                break
            if depth > 1 and self._hides_brackets:
                return False
        if self._hangs[depth]:
            hanging = hang == self._hangs[depth]
        wanted = self._visual[depth]
        if closing and wanted:
            return here == wanted
        if closing and not hang:
            if self._hang_closing:
                self.unhung.append(row_start + here)
            return True
        if wanted and here < wanted:
            return False
        if hanging or (self._is_block and relative == 2 * self._indent_size):
            self._hangs[depth] = hang
            return not closing or self._hang_closing or self._any_hang
        if self._any_hang and hang > 0 and not wanted and (closing or not self._hangs[depth]):
            self._hangs[depth] = hang
            return closing or not self._may_be_aligned_visually(here)
        return not closing and hang > 0 and here == wanted

    def _may_be_aligned_visually(self, here: int) -> bool:
        """Return whether the rule may treat a hanging row as aligned with a row above."""
        before = self._text[self._first : self._first + here - 1]
        return here in self._visual or before.endswith(_KEYWORDS)

    def _open(self, at: int, row_start: int) -> None:
        text = self._text
        next_at = at + 1
        while text[next_at] == " ":
            next_at += 1
        self._visual.append(0 if text[next_at] in "\r#" else next_at - row_start)
        self._hangs.append(0)
        depth = len(self._hangs) - 1
        if len(self._opened) == depth:
            self._opened.append([])
        self._opened[depth].append(self._relative)

    def _close(self) -> bool:
        visual = self._visual
        limit = visual.pop() or self._last_column
        self._hangs.pop()
        depth = len(self._hangs) - 1
        del self._opened[depth + 2 :]
        # indents further to the right are no longer valid; depth 0 has no rows
        for above in range(1, depth + 1):
            if visual[above] > limit:
                visual[above] = 0
            elif visual[above] == limit and above < depth:
                return False
        return True
