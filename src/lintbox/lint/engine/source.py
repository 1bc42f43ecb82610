"""Splits a file's bytes into the lines that flake8 reads from disk."""

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
    """``encoding`` is None if flake8 cannot decode the file and falls back to Latin-1."""

    lines: list[str]
    encoding: str | None

    @property
    def is_decoded(self) -> bool:
        return self.encoding is not None


class UnreadableError(Exception):
    """flake8 aborts on this file before it checks a line."""


def read(data: bytes) -> Source:
    """Return the lines like ``flake8.processor.FileProcessor.read_lines``.

    Raises:
        UnreadableError: the declared codec does not produce text.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Source(_decode(data, encoding), encoding)
    except (SyntaxError, UnicodeError):
        return Source(_decode(data, "latin-1"), None)
    except LookupError:  # some codecs do not produce text: zlib, hex, rot13
        name = next(_cookies(data)).decode("ascii")
        raise UnreadableError(f"its “coding” comment names {name}, which is no encoding of text") from None


def load_codecs(data: bytes) -> None:
    """Import the codecs that the file's cookie may name; call it before the sandbox forbids imports."""
    for name in _cookies(data):
        with suppress(Exception):  # ignored here: reading the file reports it
            codecs.lookup(name.decode("ascii"))


def has_cookie(data: bytes) -> bool:
    """Return whether one of the first two lines may declare an encoding (PEP 263)."""
    return any(_cookies(data))


def needs_codec_import(data: bytes) -> bool:
    """Return whether the file's cookie may name a codec that is not loaded yet."""
    return any(name.lower() not in _LOADED for name in _cookies(data))


def _cookies(data: bytes) -> Iterator[bytes]:
    # tokenize splits lines at line feeds only, Python's parser also at carriage returns
    for line in (*data.split(b"\n", 2)[:2], *_LINE_END.split(data, 2)[:2]):
        if cookie := _COOKIE.search(line):
            yield cookie[1]


def _decode(data: bytes, encoding: str) -> list[str]:
    return io.TextIOWrapper(io.BytesIO(data), encoding).readlines()
