"""Finds line breaks beside operators (W503, W504) in the masked text.

The rules examine the tokens before and after a break, so they run on these two tokens only.
"""

from __future__ import annotations

import re
import tokenize
from argparse import Namespace
from collections.abc import Iterator, Set
from tokenize import TokenInfo

from lintbox.lint.quick.grammar import IN_NAME
from lintbox.lint.quick.layout import Found, Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.rules import BY_TOKENS, Check, Line

CHECKS = frozenset((Check.AFTER_OPERATOR, Check.BEFORE_OPERATOR))

_BREAK = re.compile(r"\r[ \t#\r\\]*+")
_OPERATORS = r"\*\*=|//=|>>=|<<=|\.\.\.|\*\*|//|>>|<<|[-+*/%&|^@<>=!:]=|->|[-+*/%&|^@<>=!~.,:;()\[\]{}]"
_LONGEST = 34
_NEXT = re.compile(rf"(?:and|or)(?!{IN_NAME})|{_OPERATORS}")
# a number may directly precede "and" and "or"
_NUMBER = rf"(?<!{IN_NAME})\d\w{{0,30}}?|(?<![\w.])\d[\d_]{{0,15}}\.[eEjJ]\w{{0,10}}?"
_LAST = re.compile(rf"(?:(?:(?<!{IN_NAME})|{_NUMBER})(and|or)|({_OPERATORS}))\Z")
# last and first characters of operators, "and" and "or"
_ENDS = frozenset("-+*/%&|^@<>=!:dr")
_BEGINS = frozenset("-+*/%&|^@<>=!:ao")


def check(
    module: Module, layout: Layout, options: Namespace, checks: Set[Check], covered: Set[int]
) -> Iterator[Found]:
    """Run *checks* on the breaks, except in the lines *covered*, where they run on all tokens."""
    text = module.text
    done = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        before = start
        if text[start - 1] in " \t#":
            before = done + len(text[done:start].rstrip(" \t#"))
        done = end
        if text[before - 1] in _ENDS or text[end] in _BEGINS:
            row = module.row_at(start)
            index = layout.index_at(row)
            if index not in covered:
                line = Line("", _tokens(module, before, end), 0, None)
                for check in sorted(checks):
                    for place, words in BY_TOKENS[check](line, options):
                        if isinstance(place, tuple):
                            yield Found(layout.rows[index], check, *place, words)


def _tokens(module: Module, before: int, after: int) -> list[TokenInfo]:
    """Return the token that ends at one offset, a line feed, and the token that begins at the other."""
    last = _LAST.search(module.text, max(0, before - _LONGEST), before)
    operator = (last[1] or last[2]) if last else ""
    next_ = _NEXT.match(module.text, after)
    return [
        _token(module, before - len(operator), operator),
        TokenInfo(tokenize.NL, "\n", (0, 0), (0, 0), ""),
        _token(module, after, next_[0] if next_ else ""),
    ]


def _token(module: Module, offset: int, operator: str) -> TokenInfo:
    """Return an operator token; anything else is a name to these rules."""
    row = module.row_at(offset)
    place = row, offset - module.row_starts[row - 1]
    kind = tokenize.OP if operator and not operator.isalpha() else tokenize.NAME
    return TokenInfo(kind, operator or "x", place, place, "")
