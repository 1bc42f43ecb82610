"""Finds brackets in masked text."""

from __future__ import annotations

import re

from lintbox.lint.quick.fallback import Fallback, FallbackReason


def balanced(plain: str, depth: int) -> str:
    """Return a pattern for *plain* text with balanced brackets, nested up to *depth* levels."""
    pattern = rf"{plain}*+"
    for _ in range(depth):
        pattern = rf"(?:{plain}++|[(\[{{]{pattern}[)\]}}])*+"
    return pattern


_IN_A_ROW = balanced(r"[^()\[\]{}\n]", 3)
_IN_A_GROUP = balanced(r"[^()\[\]{}]", 6)
# rows whose brackets open and close in the same row
_BALANCED_ROWS = re.compile(rf"(?:[^()\[\]{{}}]++|[(\[{{]{_IN_A_ROW}[)\]}}])*+")
_GROUP = re.compile(rf"[(\[{{]{_IN_A_GROUP}[)\]}}]")
_BRACKET = re.compile(r"[()\[\]{}]")


def join(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Replace line breaks in brackets by carriage returns; return the text and spans of these brackets."""
    size = len(text)
    pieces = []
    groups = []
    done = position = 0
    while True:
        if rows := _BALANCED_ROWS.match(text, position):
            position = rows.end()
        if position == size:
            break
        group = _GROUP.match(text, position)
        end = group.end() if group else _closing(text, position)
        if text.find("\n", position, end) >= 0:
            pieces.append(text[done:position])
            pieces.append(text[position:end].replace("\n", "\r"))
            done = end
            groups.append((position, end))
        position = end
    if not pieces:
        return text, groups
    pieces.append(text[done:])
    return "".join(pieces), groups


def _closing(text: str, position: int) -> int:
    depth = 0
    for bracket in _BRACKET.finditer(text, position):
        depth += 1 if bracket[0] in "([{" else -1
        if not depth:
            return bracket.end()
    raise Fallback(FallbackReason.BRACKETS)
