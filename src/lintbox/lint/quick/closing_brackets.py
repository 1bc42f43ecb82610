"""Reports closing brackets that do not hang (E133), in lines where everything else is aligned.

The message does not depend on the bracket: the rule runs once, on a bracket by itself.
"""

from __future__ import annotations

import functools
import tokenize
from argparse import Namespace
from collections.abc import Iterable, Iterator
from tokenize import TokenInfo

from lintbox.lint.quick.layout import Found, Layout
from lintbox.lint.quick.module import Module
from lintbox.lint.quick.rules import BY_TOKENS, Check, Line


def check(module: Module, layout: Layout, options: Namespace, offsets: Iterable[int]) -> Iterator[Found]:
    messages = _messages(options.indent_size, options.hang_closing)
    for offset in offsets:
        row = module.row_at(offset)
        column = offset - module.row_starts[row - 1]
        for text in messages:
            yield Found(layout.rows[layout.index_at(row)], Check.CONTINUED, row, column, text)


@functools.cache
def _messages(indent_size: int, hang_closing: bool) -> list[str]:
    tokens = [
        TokenInfo(tokenize.OP, "(", (1, 0), (1, 1), "(\n"),
        TokenInfo(tokenize.NL, "\n", (1, 1), (1, 2), "(\n"),
        TokenInfo(tokenize.OP, ")", (2, 0), (2, 1), ")\n"),
    ]
    options = Namespace(indent_size=indent_size, hang_closing=hang_closing, verbose=0)
    return [text for _, text in BY_TOKENS[Check.CONTINUED](Line("()", tokens, 0, None), options)]
