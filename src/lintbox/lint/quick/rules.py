"""The logical-line rules of pycodestyle, and how each runs on a line; ``superset_of_rules`` has the codes."""

from __future__ import annotations

import re
import tokenize
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from tokenize import TokenInfo

import pycodestyle

from lintbox.lint.quick.fallback import Fallback, FallbackReason


class Check(IntEnum):
    """In flake8's order of execution, which orders rows at the same position."""

    AMBIGUOUS = 0
    BARE_EXCEPT = 1
    BLANK_LINES = 2
    AFTER_OPERATOR = 3
    BEFORE_OPERATOR = 4
    NEGATIVE = 5
    SINGLETON = 6
    TYPE = 7
    COMPOUND = 8
    CONTINUED = 9
    BACKSLASH = 10
    EXTRANEOUS = 11
    IMPORTS = 12
    INDENTATION = 13
    DOC_LENGTH = 14
    MISSING = 15
    TIGHT_COMMA = 16  # MISSING on commas only, where it certainly reports nothing else
    AFTER_KEYWORD = 17
    TOP_IMPORT = 18
    ESCAPE = 19
    COMMA = 20
    KEYWORDS = 21
    EQUALS = 22
    OPERATOR = 23
    COMMENT = 24
    PARAMETERS = 25


TIGHT_COMMA = re.compile(r",(?=\S)")

Offset = int | tuple[int, int]
Results = Iterable[tuple[Offset, str]]
"""Offset into the logical line, or row and column of a token; and ``code text``."""


@dataclass(slots=True)
class Line:
    """One logical line, as input of a rule; ``tokens`` is empty if no rule needs it."""

    code: str
    tokens: list[TokenInfo]
    indent_level: int
    indent_char: str | None


RunRule = Callable[[Line, Namespace], Results]


def _by_text(rule: Callable[[str], Results]) -> RunRule:
    return lambda line, _: rule(line.code)


def _by_text_and_noqa(rule: Callable[[str, bool], Results]) -> RunRule:
    return lambda line, _: rule(line.code, False)


def _by_tokens(rule: Callable[[str, list[TokenInfo]], Results]) -> RunRule:
    return lambda line, _: rule(line.code, line.tokens)


def _tight_commas(line: Line, _: Namespace) -> Results:
    """Run the rule on the commas only, which saves tokenizing the line."""
    code = line.code
    tokens = [
        TokenInfo(tokenize.OP, ",", (1, at), (1, at + 1), code)
        for at in (match.start() for match in TIGHT_COMMA.finditer(code))
    ]
    for (_row, offset), text in pycodestyle.missing_whitespace(code, tokens):
        yield offset, text


def _escapes(line: Line, _: Namespace) -> Results:
    results: Results = pycodestyle.python_3000_invalid_escape_sequence(line.code, line.tokens, False)
    return results


def _doc_length(line: Line, options: Namespace) -> Results:
    tokens = line.tokens
    for place, text in pycodestyle.maximum_doc_length(line.code, options.max_doc_length, False, tokens):
        if place[0] > tokens[-1].end[0]:  # its count of rows includes \v, \f and similar characters
            raise Fallback(FallbackReason.LINE_SEPARATORS)
        yield place, text


def _continued(line: Line, options: Namespace) -> Results:
    results: Results = pycodestyle.continued_indentation(
        line.code,
        line.tokens,
        line.indent_level,
        options.hang_closing,
        line.indent_char,
        options.indent_size,
        False,
        options.verbose,
    )
    return results


BY_TEXT: dict[Check, RunRule] = {
    Check.BARE_EXCEPT: _by_text_and_noqa(pycodestyle.bare_except),
    Check.NEGATIVE: _by_text(pycodestyle.comparison_negative),
    Check.SINGLETON: _by_text_and_noqa(pycodestyle.comparison_to_singleton),
    Check.TYPE: _by_text_and_noqa(pycodestyle.comparison_type),
    Check.COMPOUND: _by_text(pycodestyle.compound_statements),
    Check.EXTRANEOUS: _by_text(pycodestyle.extraneous_whitespace),
    Check.IMPORTS: _by_text(pycodestyle.imports_on_separate_lines),
    Check.COMMA: _by_text(pycodestyle.whitespace_around_comma),
    Check.KEYWORDS: _by_text(pycodestyle.whitespace_around_keywords),
    Check.TIGHT_COMMA: _tight_commas,
    Check.OPERATOR: _by_text(pycodestyle.whitespace_around_operator),
}
BY_TOKENS: dict[Check, RunRule] = {
    Check.AMBIGUOUS: _by_tokens(pycodestyle.ambiguous_identifier),
    Check.AFTER_OPERATOR: _by_tokens(pycodestyle.break_after_binary_operator),
    Check.BEFORE_OPERATOR: _by_tokens(pycodestyle.break_before_binary_operator),
    Check.CONTINUED: _continued,
    Check.BACKSLASH: _by_tokens(pycodestyle.explicit_line_join),
    Check.DOC_LENGTH: _doc_length,
    Check.MISSING: _by_tokens(pycodestyle.missing_whitespace),
    Check.AFTER_KEYWORD: _by_tokens(pycodestyle.missing_whitespace_after_keyword),
    Check.ESCAPE: _escapes,
    Check.EQUALS: _by_tokens(pycodestyle.whitespace_around_named_parameter_equals),
    Check.COMMENT: _by_tokens(pycodestyle.whitespace_before_comment),
    Check.PARAMETERS: _by_tokens(pycodestyle.whitespace_before_parameters),
}
STATELESS = (frozenset(BY_TEXT) | frozenset(BY_TOKENS)) - {Check.TIGHT_COMMA}
"""All rules except those that need every line, which ``layout`` runs."""
