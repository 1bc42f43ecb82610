"""Decodes a file as ``python FILE`` does, which differs slightly from ``compile`` and flake8.

``compile`` does not decode comments in bytes; the tokenizer that reads a file line by line does
(CPython: Parser/tokenizer/file_tokenizer.c and helpers.c; PEP 263). Newer releases are stricter, see
:data:`DECODES_COMMENTS`.
"""

from __future__ import annotations

import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import NamedTuple

_COOKIE = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_BLANK_OR_COMMENT = re.compile(rb"[ \t\f]*(?:#|\r|\n|\Z)")
_LATIN_1 = ("latin-1-", "iso-8859-1-", "iso-latin-1-")
_LINE_END = re.compile(rb"\r\n?|\n")
# that of UTF-32 in little-endian begins with that of UTF-16
_WIDE_MARKS = {
    BOM_UTF32_LE: "UTF-32",
    BOM_UTF32_BE: "UTF-32",
    BOM_UTF16_LE: "UTF-16",
    BOM_UTF16_BE: "UTF-16",
}
_SAMPLE_BYTES = 4096


def _decodes_comments() -> bool:
    try:
        compile(b"# coding: utf-8\n# \xe9\n", "file.py", "exec", dont_inherit=True)
    except SyntaxError:
        return True
    return False


DECODES_COMMENTS = _decodes_comments()
"""Whether this Python decodes comments as strictly as code, with the declared codec (CPython gh-63161).

Python 3.14.8 and 3.15.0 do. 3.13.0 does not: it accepts any bytes in comments behind a mark or a declaration
of UTF-8, and requires UTF-8 above any other declaration. The change came in the middle of release series, so
the interpreter is asked, not its version.
"""


class Cookie(NamedTuple):
    """An encoding declaration (PEP 263).

    ``ends`` is the offset after its line; line and column are those of the name, from 1.
    """

    name: str
    line: int
    column: int
    ends: int


class EncodingError(Exception):
    """Python cannot decode the file; ``byte`` is the first one that is not UTF-8, if that is the reason."""

    def __init__(self, line: int, column: int, message: str, byte: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.byte = line, column, message, byte


def read_as_python(data: bytes) -> str | bytes:
    """Return the text; or the bytes, where Python does not check whether comments are UTF-8.

    Raises:
        EncodingError: Python refuses to decode the file.
    """
    marked = data.startswith(BOM_UTF8)
    cookie = find_cookie(data)
    normal = _normalize(cookie.name) if cookie else ""
    if cookie and marked and normal != "utf-8":
        raise EncodingError(cookie.line, cookie.column, f"encoding problem: {cookie.name} with BOM")
    if DECODES_COMMENTS:
        return _decode_with_comments(data, cookie, normal or "utf-8")
    if marked or normal == "utf-8":
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data
    if cookie is None:
        return _decode_utf8(data)
    return _decode_utf8(data[: cookie.ends - 1], cookie) + _decode_rest(data, cookie, normal)


def _decode_with_comments(data: bytes, cookie: Cookie | None, encoding: str) -> str:
    # Python checks a comment in line 1 only when it reads line 2
    if cookie is None and _is_lone_comment(data):
        return data.decode("utf-8-sig", "replace")
    if cookie is None or encoding == "utf-8":
        return _decode_utf8(data).removeprefix("\ufeff")
    above = data[: cookie.ends - 1]
    _decode_part(above, cookie, encoding)  # only to raise EncodingError
    return above.decode("utf-8", "replace") + _decode_rest(data, cookie, encoding)


def _is_lone_comment(data: bytes) -> bool:
    text = data.removeprefix(BOM_UTF8)
    end = _LINE_END.search(text)
    return (end is None or end.end() == len(text)) and bool(_BLANK_OR_COMMENT.match(text))


def find_cookie(data: bytes) -> Cookie | None:
    """Return the encoding declaration in line 1, or in line 2 if line 1 has no code (PEP 263)."""
    start = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0
    for number in (1, 2):
        end = _LINE_END.search(data, start)
        stop = end.end() if end else len(data)
        line = data[start:stop]
        if not _BLANK_OR_COMMENT.match(line):
            return None
        if found := _COOKIE.search(line, line.find(b"#") if b"#" in line else len(line)):
            return Cookie(found[1].decode(), number, found.start(1) + 1, stop)
        start = stop
    return None


def _normalize(name: str) -> str:
    """Return the codec's name; some suffixes mean nothing (CPython: get_normal_name in helpers.c)."""
    short = name[:12].lower().replace("_", "-")
    if short == "utf-8" or short.startswith("utf-8-"):
        return "utf-8"
    return "iso-8859-1" if f"{short}-".startswith(_LATIN_1) else name


def _decode_utf8(data: bytes, cookie: Cookie | None = None) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        error = _not_utf8(data, problem.start)
        if cookie and error.line == cookie.line:  # in a comment; Python decodes it with the declared codec
            return data.decode("utf-8", "replace")
        raise error from None


def _decode_rest(data: bytes, cookie: Cookie, encoding: str) -> str:
    """Decode the rest after the cookie's line; like Python, start one byte before its end."""
    return _decode_part(data[cookie.ends - 1 :], cookie, encoding)


def _decode_part(data: bytes, cookie: Cookie, encoding: str) -> str:
    try:
        text = io.TextIOWrapper(io.BytesIO(data), encoding).read()
        text.encode("utf-8")  # raises for a lone surrogate
    except (LookupError, UnicodeError, ValueError):
        raise EncodingError(cookie.line, cookie.column, f"encoding problem: {cookie.name}") from None
    return text


def find_undecodable(data: bytes, first_line: int) -> EncodingError | None:
    """Return the position of the first byte that is not UTF-8, from that line on."""
    start = 0
    for _ in range(first_line - 1):
        end = _LINE_END.search(data, start)
        if end is None:
            break
        start = end.end()
    try:
        data[start:].decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return _not_utf8(data, start + problem.start)
    return None


def find_wide_encoding(data: bytes) -> str | None:
    """Return the encoding of two or four bytes a character by its mark, or as most characters are ASCII."""
    for mark, name in _WIDE_MARKS.items():
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE_BYTES]
    return next((f"UTF-{8 * width}" for width in (4, 2) if _is_mostly_ascii(sample, width)), None)


def _is_mostly_ascii(sample: bytes, width: int) -> bool:
    # not decoded: the sandbox does not let these codecs be imported
    units = [sample[start : start + width] for start in range(0, len(sample) - width + 1, width)]
    return any(
        2 * sum(0 < int.from_bytes(unit, order) < 128 for unit in units) > len(units)
        for order in ("little", "big")
    )


def _not_utf8(data: bytes, offset: int) -> EncodingError:
    byte = data[offset]
    return EncodingError(*place_of(data, offset), f"byte {byte:02X} is not UTF-8", byte)


def place_of(text: str | bytes, offset: int) -> tuple[int, int]:
    """Return line and column of *offset*, in characters from 1."""
    before = text[:offset]
    if isinstance(before, bytes):
        before = before.decode("utf-8-sig", "replace")
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
