"""Ask the installed rules about single logical lines."""

from __future__ import annotations

import tokenize
from argparse import Namespace
from collections.abc import Iterable, Set
from tokenize import TokenInfo
from types import SimpleNamespace

from flake8.checker import find_offset
from flake8.processor import FileProcessor

from lintbox.lint.quick.layout import Found, Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.rules import BY_TEXT, BY_TOKENS, Check, Line, Offset

Mapping = list[tuple[int, tuple[int, int]]]
"""From offsets in a logical line to places in the module, as flake8 makes it."""


class Asking:
    """Everything is tokenized by itself, with the positions and indents that it has in the module."""

    def __init__(self, module: Module, layout: Layout, options: Namespace) -> None:
        self._module = module
        self._layout = layout
        self._options = options

    def line(self, index: int, checks: Set[Check]) -> Iterable[Found]:
        row = self._layout.rows[index]
        rows_after = self._module.rows_after(row)
        line = Line(
            self._layout.codes[index],
            [],
            self._layout.columns[index],
            self._module.indent_char_before(row + rows_after),
        )
        mapping: Mapping | None = None
        base = 0
        starts = self._module.row_starts
        # rules on texts answer with offsets; where rows are joined, or f-strings have braces, they drift
        needs_mapping = not BY_TEXT.keys().isdisjoint(checks) and (
            rows_after or self._module.has_fstring(starts[row - 1], starts[row])
        )
        ordered = sorted(checks)
        if ordered and (needs_mapping or not BY_TOKENS.keys().isdisjoint(ordered)):
            line.tokens, lines, base = self._tokens(row, rows_after + 1)
            self._add_indents(line.tokens, index, row - base)
            if needs_mapping:
                holder = SimpleNamespace(tokens=line.tokens, lines=lines)
                _, logical, mapping = FileProcessor.build_logical_line_tokens(holder)
                line.code = "".join(logical)
        for check in ordered:
            ask = BY_TEXT.get(check) or BY_TOKENS[check]
            for offset, text in ask(line, self._options):
                if mapping is None and not isinstance(offset, tuple):
                    yield Found(row, check, row, self._module.column(row) + offset, text)
                else:
                    yield Found(row, check, *_place(offset, mapping or [], base), text)

    def comment(self, row: int, check: Check) -> Iterable[Found]:
        """Ask about a row that is only a comment."""
        tokens, _, base = self._tokens(row, 1)
        line = Line("", tokens[:2], 0, None)
        for offset, text in BY_TOKENS[check](line, self._options):
            yield Found(row, check, *_place(offset, [], base), text)

    def _tokens(self, row: int, count: int) -> tuple[list[TokenInfo], list[str], int]:
        """Tokenize *count* rows; return their tokens, what was read, and what to add to each row number."""
        rows = self._module.lines[row - 1 : row - 1 + count]
        base = 0
        if row > 1:
            rows.insert(0, "\n")  # with one before it, a row is not at the start of a file
            base = row - 2
        tokens = []
        for token in tokenize.generate_tokens(iter(rows).__next__):
            tokens.append(token)
            if token.type == tokenize.NEWLINE:
                break
        if row > 1:
            del tokens[0]
        return tokens, rows, base

    def _add_indents(self, tokens: list[TokenInfo], index: int, row: int) -> None:
        """Put INDENT and DEDENT where the whole module's tokens would have them."""
        columns = self._layout.columns
        mine = columns[index]
        previous = columns[index - 1] if index else 0
        if tokens[0].type == tokenize.INDENT and mine <= previous:
            del tokens[0]
        if mine < previous:
            at = (row, self._module.column(self._layout.rows[index]))
            dedent = TokenInfo(tokenize.DEDENT, "", at, at, tokens[0].line)
            tokens[:0] = [dedent] * self._levels_ended(index)

    def _levels_ended(self, index: int) -> int:
        """E741 depends on their number."""
        mine = self._layout.columns[index]
        count = 0
        lowest: int | None = None
        for before in range(index - 1, -1, -1):
            column = self._layout.columns[before]
            if column <= mine:
                break
            if lowest is None or column < lowest:
                lowest = column
                count += 1
        return count


def _place(offset: Offset, mapping: Mapping, base: int) -> tuple[int, int]:
    row, column = find_offset(offset, mapping)
    # flake8 says 0, 0 of an offset behind the last token
    return (row + base, column) if isinstance(offset, tuple) or (row, column) != (0, 0) else (0, 0)
