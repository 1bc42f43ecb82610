"""Masks f-strings: since Python 3.12, flake8 checks their fields as code."""

from __future__ import annotations

import functools
import re
import sys
import tokenize
from collections.abc import Iterator
from itertools import chain

from flake8._compat import (
    FSTRING_END,
    FSTRING_MIDDLE,
    FSTRING_START,
    TSTRING_END,
    TSTRING_MIDDLE,
    TSTRING_START,
)

from lintbox.lint.quick.fallback import Fallback, FallbackReason

ARE_SPLIT = sys.version_info >= (3, 12)

_NAME_FIELD = (
    r"\{(?!(?:not|await|yield)\b)[\w.]++(?:\[\w*\]|\(\w*\))*+(?:\.\w++)*+"
    r"(?:![rsa])?(?::[^{}'\"\\\n]*+)?\}"
)
_INNER = r"[^(){}\[\]'\"\\#\n:!]|![=]|'[^'\\\n{}]*+'|\"[^\"\\\n{}]*+\""
_INNER_3 = rf"(?:{_INNER}|[:!])*+"
_INNER_2 = rf"(?:{_INNER}|[:!]|[(\[{{]{_INNER_3}[)\]}}])*+"
_CODE_FIELD = (
    rf"\{{(?!\{{)((?:{_INNER}|[(\[{{]{_INNER_2}[)\]}}])++)"
    r"(?:![rsa])?(?::[^{}'\"\\\n]*+)?\}"
)
_FIELD = re.compile(_CODE_FIELD)
_SIMPLE = {
    quote: re.compile(
        rf"{quote}(?:[^{{}}\\\n{quote[0]}]|\\[^N\n]|\{{\{{|\}}\}}|{_CODE_FIELD}"
        + (rf"|{quote[0]}(?!{quote[1:]})" if len(quote) == 3 else "")
        + rf")*+{quote}"
    )
    for quote in ('"', "'", '"""', "'''")
}
_LITERAL_OR_NAMES = re.compile(rf"(?:[^{{}}]|\{{\{{|\}}\}}|{_NAME_FIELD})*+")
_STRING_IN_FIELD = re.compile(r"'[^']*+'|\"[^\"]*+\"")


def mask(source: str, start: int, *, raw: bool) -> tuple[str, bool]:
    """Mask the f-string with its quote at *start*; return it, and whether its rows are odd (see ``Mask``)."""
    quote = source[start : start + 3]
    if quote not in ('"""', "'''"):
        quote = quote[0]
    simple = _SIMPLE[quote].match(source, start)
    if simple:
        return _mask_simple(simple[0]), False
    return _TokenMask(source, start, "rf" if raw else "f").result()


def blank(text: str) -> str:
    """Replace all characters by ``x``, and line breaks by ``\\v``."""
    return "\v".join(["x" * len(row) for row in text.split("\n")])


@functools.lru_cache(4096)
def _mask_simple(text: str) -> str:
    """Blank fields that are only a name, index or call; keep other fields visible."""
    size = 3 if len(text) > 5 and text[:3] in ('"""', "'''") else 1
    quote, inner = text[:size], text[size:-size]
    if _LITERAL_OR_NAMES.fullmatch(inner):
        return quote + "x" * len(inner) + quote
    return quote + "".join(_mask_fields(inner)) + quote


def _mask_fields(inner: str) -> Iterator[str]:
    position = 0
    while (opening := inner.find("{", position)) >= 0:
        if inner.startswith("{{", opening):
            yield "x" * (opening + 2 - position)
            position = opening + 2
            continue
        field = _FIELD.match(inner, opening)
        if field is None:
            raise Fallback(FallbackReason.FSTRING_FIELD)
        yield "x" * (opening - position)
        yield "{" + _STRING_IN_FIELD.sub(_quoted_x, field[1])
        tail = inner[field.end(1) : field.end() - 1]
        colon = tail.find(":")
        yield tail if colon < 0 else tail[: colon + 1] + "x" * (len(tail) - colon - 1)
        yield "}"
        position = field.end()
    yield "x" * (len(inner) - position)


def _quoted_x(match: re.Match[str]) -> str:
    text = match[0]
    return text[0] + "x" * (len(text) - 2) + text[0]


class _TokenMask:
    """Masks one f-string with Python's tokenizer."""

    def __init__(self, source: str, start: int, prefix: str) -> None:
        self._prefix = prefix
        self._rows = chain((row + "\n" for row in (prefix + source[start:]).split("\n")), [""])
        self._read_rows: list[str] = []
        self._offsets = [0]
        self._copies: list[tuple[int, str, bool]] = []
        """Offset and masked text of each token, and whether literal text precedes it."""
        self._odd = False

    def result(self) -> tuple[str, bool]:
        starts: list[int] = []
        last_start = 1
        after_text = False
        for kind, text, (row, column), (end_row, end), line in tokenize.generate_tokens(self._next_row):
            if line[end:].lstrip() == "\\\n":  # flake8 checks such a row twice
                self._odd = True
            if kind in (FSTRING_MIDDLE, TSTRING_MIDDLE):
                after_text = True
                continue
            if kind in (FSTRING_START, TSTRING_START):
                starts.append(row)
                last_start = row
            self._copies.append((self._offsets[row - 1] + column, self._visible(kind, text), after_text))
            after_text = False
            if kind in (FSTRING_END, TSTRING_END):
                begun = starts.pop()
                if starts:
                    # flake8 checks the rows of an inner string of several rows twice
                    self._odd = self._odd or begun < end_row
                else:
                    return self._masked(), self._odd or (last_start > 1 and end_row > 1)
        raise Fallback(FallbackReason.FSTRING_END)

    def _next_row(self) -> str:
        row = next(self._rows)
        self._read_rows.append(row)
        self._offsets.append(self._offsets[-1] + len(row))
        return row

    def _visible(self, kind: int, text: str) -> str:
        if kind == tokenize.NL:
            self._odd = True
            return "\r"
        if kind == tokenize.COMMENT:
            return "#" * len(text)
        if kind == tokenize.STRING:
            self._odd = self._odd or "\n" in text
            size = 3 if text[-3:] in ('"""', "'''") and len(text) > 5 else 1
            head = text.index(text[-1]) + size
            return text[:head] + blank(text[head:-size]) + text[-size:]
        return text

    def _masked(self) -> str:
        whole = "".join(self._read_rows)
        pieces = []
        position = 0
        for begin, text, after_text in self._copies:
            between = whole[position:begin]
            if "\n" in between and not after_text:
                raise Fallback(FallbackReason.FSTRING_BACKSLASH)
            pieces.append(blank(between) if after_text else between)
            pieces.append(text)
            position = begin + len(text)
        return "".join(pieces)[len(self._prefix) :]
