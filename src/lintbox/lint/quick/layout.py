"""Walks the logical lines once, and runs the rules on indentation, blank lines and imports."""

from __future__ import annotations

from argparse import Namespace
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

import pycodestyle

from lintbox.lint.quick.fallback import Fallback, FallbackReason
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.rules import Check

_TOP_LEVEL = pycodestyle.STARTSWITH_TOP_LEVEL_REGEX.match
_DOCSTRING = pycodestyle.DOCSTRING_REGEX.match


class Found(NamedTuple):
    """A result of a rule, with the sort keys of flake8's order: first row of the logical line, and rule."""

    line_row: int
    check: Check
    row: int
    column: int
    text: str


class Layout:
    """The logical lines of a module in parallel lists, and the results of the rules that keep state."""

    def __init__(self, module: Module, options: Namespace) -> None:
        self._module = module
        self._indent_size: int = options.indent_size
        self.found: list[Found] = []
        self.rows: list[int] = []
        """The first row of each line of code."""
        self.codes: list[str] = []
        """The text of each line, as flake8 builds it."""
        self.columns: list[int] = []
        """The indent level of each line."""
        self.comment_rows: list[int] = []
        """Rows with only a comment."""
        self._walk()

    @cached_property
    def comments(self) -> frozenset[int]:
        return frozenset(self.comment_rows)

    def index_at(self, row: int) -> int:
        """Return the index of the line of code at *row*; -1 before the first."""
        return bisect_right(self.rows, row) - 1

    def _walk(self) -> None:
        # not split into functions: this runs for every line, and a call for each would double its time
        text = self._module.text
        has_tabs = "\t" in text or "\x0c" in text
        space = " \t\x0c" if has_tabs else " "
        has_trailing = has_tabs or " \n" in text
        size = self._indent_size
        add_row, add_code, add_column = self.rows.append, self.codes.append, self.columns.append
        row = 1
        blank = before = indent = 0
        previous = unindented = ""
        imports: dict[str, bool] = {}
        seen_code = after_definition = False
        for line in text.split("\n"):
            code = line.strip(space)
            if not code:
                blank += 1
                row += 1
                continue
            column = len(line) - len(line.lstrip(space) if has_trailing else code)
            if has_tabs and column:
                column = len(line[:column].expandtabs(8))
            first = code[0]
            if first == "#":
                self._check_comment(row, column, blank, before, previous, unindented, indent)
                before = max(before, blank)
                blank = 0
                row += 1
                continue
            if first == "\\":
                raise Fallback(FallbackReason.BACKSLASH_ROW)
            if before < blank:
                before = blank
            add_row(row)
            add_column(column)
            this_row = row
            if "\r" in code or "\v" in code:
                row += code.count("\r") + code.count("\v")
                code = _joined(code)
            elif code[-1] == "#":
                code = code.rstrip("#").rstrip(space)
            add_code(code)
            if column % size or column > indent + 4:
                self._run_indentation(code, this_row, column, previous, indent)
            if previous[:1] == "@" or blank > 2 or (blank == 2 and column):
                doubtful = blank > 0
            elif first in "dca@" and _TOP_LEVEL(code):
                doubtful = (
                    before != 1 and indent >= column and not _DOCSTRING(previous) if column else before != 2
                )
            else:
                doubtful = after_definition and not column and before != 2
            if doubtful:
                self._run_blank_lines(code, this_row, column, blank, before, previous, unindented, indent)
            if not column:
                if not seen_code or first in "fil":
                    self._run_imports(code, this_row, imports)
                    seen_code = "seen_non_imports" in imports
                unindented = code
                after_definition = code.startswith(("def ", "class "))
            indent = column
            previous = code
            blank = before = 0
            row += 1

    def _check_comment(
        self, row: int, column: int, blank: int, before: int, previous: str, unindented: str, indent: int
    ) -> None:
        if column % self._indent_size or column > indent or previous[-1:] == ":":
            self._run_indentation("", row, column, previous, indent)
        if blank and (blank > 1 or previous[:1] == "@"):
            self._run_blank_lines("", row, column, blank, max(before, blank), previous, unindented, indent)
        self.comment_rows.append(row)

    def _run_indentation(self, code: str, row: int, column: int, previous: str, indent: int) -> None:
        indent_char = self._module.indent_char_before(row)
        for _, text in pycodestyle.indentation(
            code, previous, indent_char, column, indent, self._indent_size
        ):
            self._add(row, Check.INDENTATION, text)

    def _run_blank_lines(
        self,
        code: str,
        row: int,
        column: int,
        blank: int,
        before: int,
        previous: str,
        unindented: str,
        indent: int,
    ) -> None:
        module = self._module
        last_row = row + module.rows_after(row) if code else row
        for _, text in pycodestyle.blank_lines(
            code, blank, column, last_row, before, previous, unindented, indent, module.lines
        ):
            self._add(row, Check.BLANK_LINES, text)

    def _run_imports(self, code: str, row: int, state: dict[str, bool]) -> None:
        for _, text in pycodestyle.module_imports_on_top_of_file(code, 0, state, False):
            self._add(row, Check.TOP_IMPORT, text)

    def _add(self, row: int, check: Check, text: str) -> None:
        self.found.append(Found(row, check, row, self._module.column(row), text))


def _joined(code: str) -> str:
    """Join the rows of a logical line as flake8 does: with a blank, but not beside brackets."""
    pieces: list[str] = []
    before = ""
    for row in code.replace("\v", "x").split("\r"):
        piece = row.strip(" \t#\\")
        if piece:
            if pieces and (before == "," or (before not in "([{" and piece[0] not in ")]}")):
                pieces.append(" ")
            pieces.append(piece)
            before = piece[-1]
    return "".join(pieces)
