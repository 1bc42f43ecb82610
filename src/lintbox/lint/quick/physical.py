"""Finds candidates for the rules on physical lines (E101, E501, W191, W29x, W391), and runs the rules."""

from __future__ import annotations

import re
import tokenize
from argparse import Namespace
from typing import NamedTuple

import pycodestyle
from flake8.checker import FileChecker
from flake8.plugins.pycodestyle import pycodestyle_physical
from flake8.processor import FileProcessor

from lintbox.lint.quick.fallback import Fallback, FallbackReason
from lintbox.lint.quick.module import Module

_TRAILING = re.compile(r"[ \t\v]\x0c*$", re.MULTILINE)
_STRING_BEFORE_BACKSLASH = re.compile(r"x*+[\"']++\s*+\\").fullmatch
_BLANKS = (" ", "\t", "\v", "\x0c")


class FoundInRow(NamedTuple):
    row: int
    column: int
    text: str


def check(module: Module, options: Namespace) -> list[FoundInRow]:
    long = _long_rows(module, options.max_line_length)
    rows = _other_candidate_rows(module)
    found: list[FoundInRow] = []
    for first, last in _odd_spans(module):
        span = range(first, last + 1)
        long.difference_update(span)
        rows.difference_update(span)
        found += _check_by_tokens(module, first, options)
    for row in sorted(long | rows):
        masked = module.text[module.row_starts[row - 1] : module.row_starts[row]].strip()
        if masked == "\\":  # no token ends there, so flake8 skips the row
            continue
        if _STRING_BEFORE_BACKSLASH(masked):  # flake8 skips it too, unless the string is an f-string
            raise Fallback(FallbackReason.STRING_BEFORE_BACKSLASH)
        found += _check_row(module, row, options) if row in rows else _check_length(module, row, options)
    return found


def _long_rows(module: Module, max_line_length: int) -> set[int]:
    limit = max_line_length + 1
    return {row for row, size in enumerate(map(len, module.lines), 1) if size > limit}


def _other_candidate_rows(module: Module) -> set[int]:
    lines, source = module.lines, module.source
    rows: set[int] = set()
    # searching one character is much faster than two
    if any(blank in source and f"{blank}\n" in source for blank in _BLANKS):
        rows.update(module.row_at(match.start()) for match in _TRAILING.finditer(source))
    if "\t" in source:
        rows.update(_rows_with_tabs(module))
    if not lines[-1].strip() or lines[-1][-1:] != "\n":
        rows.add(len(lines))
    return rows


def _rows_with_tabs(module: Module) -> list[int]:
    odd = " " if module.indent_char == "\t" else "\t"
    rows = []
    for row, line in enumerate(module.lines, 1):
        if line[0] in " \t":
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            if "\t" in indent or odd in indent:
                rows.append(row)
    return rows


def _check_row(module: Module, row: int, options: Namespace) -> list[FoundInRow]:
    return [
        FoundInRow(row, column, text)
        for column, text in pycodestyle_physical(
            module.indent_char_before(row),
            row,
            module.lines,
            options.max_line_length,
            _ends_in_string(module, row),
            False,
            module.lines[row - 1],
            len(module.lines),
        )
    ]


def _check_length(module: Module, row: int, options: Namespace) -> list[FoundInRow]:
    """Run the one rule that a row without tabs and trailing blanks could break."""
    result = pycodestyle.maximum_line_length(
        module.lines[row - 1], options.max_line_length, _ends_in_string(module, row), row, False
    )
    return [FoundInRow(row, *result)] if result else []


def _ends_in_string(module: Module, row: int) -> bool:
    return row < len(module.lines) and module.text[module.row_starts[row] - 1] == "\v"


def _odd_spans(module: Module) -> list[tuple[int, int]]:
    """Return first and last row of each logical line with an odd f-string."""
    text = module.text
    spans = set()
    for offset in module.mask.odd_fstrings:
        first = text.rfind("\n", 0, offset) + 1
        spans.add((module.row_at(first), module.row_at(text.find("\n", offset))))
    return sorted(spans)


def _check_by_tokens(module: Module, first: int, options: Namespace) -> list[FoundInRow]:
    """Check the rows of one logical line token by token, as flake8 does."""
    processor = FileProcessor("", options, lines=list(module.lines))
    processor.line_number = first - 1
    processor.indent_char = module.indent_char if first > module.indent_char_row else None
    checker = _RowChecker(processor)
    previous = ""
    for token in tokenize.generate_tokens(processor.next_line):
        (row, column), (end_row, end_column) = token.start, token.end
        there = token._replace(start=(row + first - 1, column), end=(end_row + first - 1, end_column))
        checker.check_physical_eol(there, previous)
        if token.type == tokenize.NEWLINE:
            break
        previous = token.line
    return checker.found


class _RowChecker(FileChecker):  # type: ignore[misc]  # flake8 ships no types
    """flake8's handling of physical lines, without files and plugins."""

    def __init__(self, processor: FileProcessor) -> None:
        self.processor = processor
        self.found: list[FoundInRow] = []

    def run_physical_checks(self, physical_line: str) -> None:
        processor = self.processor
        for column, text in pycodestyle_physical(
            processor.indent_char,
            processor.line_number,
            processor.lines,
            processor.max_line_length,
            processor.multiline,
            False,
            physical_line,
            processor.total_lines,
        ):
            self.found.append(FoundInRow(processor.line_number, column, text))
