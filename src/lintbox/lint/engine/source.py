"""The lines of a file, read from its bytes as flake8 reads them from a disk."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

_COOKIE = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_LOADED = {b"utf-8", b"utf8", b"latin-1"}
_LINE_END = re.compile(rb"\r\n?|\n")


class Source(NamedTuple):
    """``encoding`` is None where flake8 falls back to Latin-1 because nothing else fits."""

    lines: list[str]
    encoding: str | None

    @property
    def understood(self) -> bool:
        return self.encoding is not None


class UnreadableError(Exception):
    """flake8 aborts on such a file before it has looked at a line."""


def read(data: bytes) -> Source:
    """Do what ``FileProcessor.read_lines`` does, without a file."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Source(_decode(data, encoding), encoding)
    except (SyntaxError, UnicodeError):
        return Source(_decode(data, "latin-1"), None)


def load_codecs(data: bytes) -> None:
    """Import what the file's cookie may name, before the process can open nothing any more."""
    for name in _cookies(data):
        with suppress(Exception):  # whoever reads the file will say so
            codecs.lookup(name.decode("ascii"))


def names_a_codec(data: bytes) -> bool:
    """Tell whether one of the first two lines may have a cookie (PEP 263)."""
    return any(_cookies(data))


def needs_codec(data: bytes) -> bool:
    """Tell whether the file's cookie may name what is not loaded from the beginning."""
    return any(name.lower() not in _LOADED for name in _cookies(data))


def _cookies(data: bytes) -> Iterator[bytes]:
    # tokenize ends a line at a line feed only, Python's parser also at a carriage return
    for line in (*data.split(b"\n", 2)[:2], *_LINE_END.split(data, 2)[:2]):
        if cookie := _COOKIE.search(line):
            yield cookie[1]


def _decode(data: bytes, encoding: str) -> list[str]:
    try:
        return io.TextIOWrapper(io.BytesIO(data), encoding).readlines()
    except LookupError:  # Python has codecs that make no text: zlib, hex, rot13
        raise UnreadableError(
            f"its “coding” comment names {encoding}, which is no encoding of text"
        ) from None
