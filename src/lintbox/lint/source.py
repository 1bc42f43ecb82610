"""The lines of a file, read from its bytes as flake8 reads them from a disk."""

from __future__ import annotations

import io
import tokenize
from typing import NamedTuple


class Source(NamedTuple):
    """``understood`` is false where flake8 falls back to Latin-1 because nothing else fits."""

    lines: list[str]
    understood: bool


class UnreadableError(Exception):
    """flake8 aborts on such a file before it has looked at a line."""


def read(data: bytes) -> Source:
    """Do what ``FileProcessor.read_lines`` does, without a file."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return Source(_decode(data, encoding), understood=True)
    except (SyntaxError, UnicodeError):
        return Source(_decode(data, "latin-1"), understood=False)


def _decode(data: bytes, encoding: str) -> list[str]:
    try:
        return io.TextIOWrapper(io.BytesIO(data), encoding).readlines()
    except LookupError:  # Python has codecs that make no text: zlib, hex, rot13
        raise UnreadableError(
            f"its “coding” comment names {encoding}, which is no encoding of text"
        ) from None
