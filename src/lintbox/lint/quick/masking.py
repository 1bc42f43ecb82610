"""Masks a module's text so that plain regular expressions can read its layout.

The masked text has the source's length. Strings keep their quotes, their contents become ``x``; comments
become a run of ``#``. A line break inside a logical line becomes ``\\r`` (in brackets, or after a backslash)
or ``\\v`` (in a string); each remaining ``\\n`` ends a logical line, a comment or a blank line.
Only valid for text that ``ast.parse`` accepts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lintbox.lint.quick import brackets, fstrings
from lintbox.lint.quick.fallback import Fallback, FallbackReason

_STRING_OR_COMMENT = re.compile(
    r"""#[^\n]*+"""
    r'''|"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""'''
    r"""|'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''"""
    r"""|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+\""""
    r"""|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'"""
    r"""|["']""",  # the quote of an f-string with a line break in a field, since Python 3.12
    re.DOTALL,
)
_PREFIX = re.compile(r"(?<![^\W])[bfrtuBFRTU]{1,2}\Z")
_PREFIX_LETTERS = frozenset("bfrtuBFRTU")
_DOUBTFUL_ESCAPE = re.compile(r"(?:[^\\]|\\[\n\\'\"abfnrtv0-7xNuU])*+\\")
_COMMENT_MARKS = frozenset(" \t\xa0")


@dataclass(slots=True)
class Mask:
    """The masked text, and offsets into it."""

    text: str = ""
    escapes: list[int] = field(default_factory=list)
    """Strings with a possibly invalid escape."""
    comments: list[int] = field(default_factory=list)
    """Comments that may break a rule."""
    groups: list[tuple[int, int]] = field(default_factory=list)
    """Outermost brackets that span rows."""
    fstrings: list[int] = field(default_factory=list)
    odd_fstrings: list[int] = field(default_factory=list)
    """f-strings whose rows flake8 checks specially."""


def mask(source: str) -> Mask:
    """Mask a module; raises Fallback if regular expressions cannot decide."""
    found = Mask()
    text = _mask_strings(source, found)
    if "\\" in text:
        text = text.replace("\\\n", "\\\r")
    found.text, found.groups = brackets.join(text)
    return found


def _mask_strings(source: str, found: Mask) -> str:
    pieces: list[str] = []
    position: int | None = 0
    while position is not None:
        position = _mask_until_odd_fstring(source, position, found, pieces)
    return "".join(pieces)


def _mask_until_odd_fstring(source: str, position: int, found: Mask, pieces: list[str]) -> int | None:
    """Mask up to an f-string that the expression does not match as one string; return its end, or None."""
    add = pieces.append
    escapes = "\\" in source
    for match in _STRING_OR_COMMENT.finditer(source, position):
        start, end = match.span()
        add(source[position:start])
        position = end
        quote = source[start]
        if quote == "#":
            add("#" * (end - start))
            if not _is_plain_comment(source, start):
                found.comments.append(start)
            continue
        prefix = _prefix(source, start) if start and source[start - 1] in _PREFIX_LETTERS else ""
        if prefix and fstrings.ARE_SPLIT and ("f" in prefix or "t" in prefix):
            position = _add_fstring(source, start, prefix, found, pieces)
            if position != end:
                return position
            continue
        if end - start == 1:
            raise Fallback(FallbackReason.QUOTE)
        size = 3 if end - start > 5 and source[start + 1] == quote == source[start + 2] else 1
        backslash = escapes and source.find("\\", start, end) >= 0
        if (size == 3 or backslash) and source.find("\n", start, end) >= 0:
            add(quote * size + fstrings.blank(source[start + size : end - size]) + quote * size)
        else:
            add(quote * size + "x" * (end - start - size - size) + quote * size)
        if backslash and "r" not in prefix and _DOUBTFUL_ESCAPE.match(source, start + size, end - size):
            found.escapes.append(start)
    add(source[position:])
    return None


def _prefix(source: str, start: int) -> str:
    match = _PREFIX.search(source, max(0, start - 3), start)
    return match[0].lower() if match else ""


def _is_plain_comment(source: str, start: int) -> bool:
    """Return whether E261, E262, E265 and E266 certainly do not apply."""
    if start < 2:
        return False
    before = source[start - 2 : start]
    if before == "  " or before[1] == "\n":
        after = source[start + 1 : start + 3]
        if after[:1] == " " and after[1:] not in _COMMENT_MARKS:
            return True
        return before[1] == "\n" and after[:1] in ("\n", " ")
    return False


def _add_fstring(source: str, start: int, prefix: str, found: Mask, pieces: list[str]) -> int:
    found.fstrings.append(start)
    masked, odd = fstrings.mask(source, start, raw="r" in prefix)
    pieces.append(masked)
    if odd:
        found.odd_fstrings.append(start)
    end = start + len(masked)
    if source.find("\\", start, end) >= 0 and _DOUBTFUL_ESCAPE.match(source, start, end):
        found.escapes.append(start)
    return end
