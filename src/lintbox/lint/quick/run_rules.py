"""Runs the installed rules on single logical lines and comments."""

from __future__ import annotations

import functools
import tokenize
from argparse import Namespace
from collections.abc import Iterable, Set
from tokenize import TokenInfo

import pycodestyle

from lintbox.lint.quick import positions
from lintbox.lint.quick.layout import Found, Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.positions import PositionMap
from lintbox.lint.quick.rules import BY_TEXT, BY_TOKENS, Check, Line


class RuleRunner:
    """Tokenizes each line by itself, with the positions and indents that it has in the module."""

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
        where: PositionMap | None = None
        base = 0
        is_odd = False
        if not BY_TEXT.keys().isdisjoint(checks):
            is_odd = self._is_odd(row, rows_after)
            if Check.TIGHT_COMMA in checks and (is_odd or Check.MISSING in checks):
                checks = (checks | {Check.MISSING}) - {Check.TIGHT_COMMA}
            if rows_after and not is_odd:
                where = positions.of_rows(line.code, row, self._module.masked_rows(row))
        if is_odd or not BY_TOKENS.keys().isdisjoint(checks):
            line.tokens, lines, base = self._tokens(row, rows_after + 1)
            self._add_indents(line.tokens, index, row - base)
            if is_odd:
                line.code, where = positions.of_tokens(line.tokens, lines, base)
        for check in sorted(checks):
            run = BY_TEXT.get(check) or BY_TOKENS[check]
            for offset, text in run(line, self._options):
                if isinstance(offset, tuple):
                    yield Found(row, check, offset[0] + base, offset[1], text)
                elif where is None:
                    yield Found(row, check, row, self._module.column(row) + offset, text)
                else:
                    yield Found(row, check, *where.at(offset), text)

    def comment(self, offset: int, check: Check) -> Iterable[Found]:
        """Run one rule on the comment at *offset*."""
        module = self._module
        row = module.row_at(offset)
        text = module.lines[row - 1]
        column = offset - module.row_starts[row - 1]
        comment = text[column:].rstrip("\n")
        line_row = row if row in self._layout.comments else self._layout.rows[self._layout.index_at(row)]
        if check is Check.COMMENT and (code := text[:column].rstrip()):
            # the rule reads at most three characters of a comment such as "#  a"
            beginning = comment[:3] if comment[1:2] == " " else comment
            for shift, words in _run_on_inline_comment(column - len(code), beginning):
                yield Found(line_row, check, row, column + shift, words)
            return
        token = TokenInfo(tokenize.COMMENT, comment, (row, column), (row, len(text)), text)
        for place, words in BY_TOKENS[check](Line("", [token], 0, None), self._options):
            if isinstance(place, tuple):
                yield Found(line_row, check, *place, words)

    def _is_odd(self, row: int, rows_after: int) -> bool:
        """Return whether positions in the line can only be computed from tokens."""
        module = self._module
        start = module.row_starts[row - 1]
        end = module.text.find("\n", start)
        if module.has_fstring(start, end):
            return True  # its braces shift the text after them
        find = module.text.find
        return rows_after > 0 and (find("\v", start, end) >= 0 or find("\\\r", start, end) >= 0)

    def _tokens(self, row: int, count: int) -> tuple[list[TokenInfo], list[str], int]:
        """Tokenize *count* rows; return the tokens, the rows read, and the offset of their row numbers."""
        rows = self._module.lines[row - 1 : row - 1 + count]
        base = 0
        if row > 1:
            rows.insert(0, "\n")  # a preceding row, so that the tokenizer is not at the start of a file
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
        """Adjust INDENT and DEDENT to what tokenizing the whole module yields."""
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
        """Return the number of indent levels that end before the line; E741 depends on it."""
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


@functools.lru_cache(1024)
def _run_on_inline_comment(gap: int, comment: str) -> list[tuple[int, str]]:
    """Run the rule on a comment after code and *gap* blanks; return columns from its start, and messages."""
    text = "x" + " " * gap + comment
    start, end = (1, 1 + gap), (1, len(text))
    code = TokenInfo(tokenize.NAME, "x", (1, 0), (1, 1), text)
    token = TokenInfo(tokenize.COMMENT, comment, start, end, text)
    results = pycodestyle.whitespace_before_comment("x", [code, token])
    return [(column - start[1], words) for (_, column), words in results]
