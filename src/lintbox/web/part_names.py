"""Decodes the file name of a multipart part in all encodings that clients use."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import unquote, unquote_to_bytes

from multipart import content_disposition_unquote

_PARAMETER = re.compile(r';[ \t]*([^\s=;"]{1,40})[ \t]*=[ \t]*("(?:[^"\\]|\\.)*"|[^;"]*)')
_PERCENT_ENCODED = re.compile(r"(?:[\w.~\-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bqBQ]\?[^?]*\?=")
# an allow-list: Python's codecs include slow ones, such as punycode
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
}


def read_file_name(disposition: str) -> str | None:
    """Return the file name in a Content-Disposition, whose bytes are given as Latin-1, or None.

    ``filename*`` takes precedence (RFC 8187, RFC 6266 4.3). A ``filename`` may be UTF-8 (RFC 7578 4.2),
    encoded words (RFC 2047, sent by .NET) or percent-encoded; undecodable bytes become U+FFFD.
    """
    parameters = {name.lower(): value.strip() for name, value in _PARAMETER.findall(disposition)}
    extended = parameters.get("filename*")
    name = _read_extended(extended) if extended else None
    if name and "\ufffd" not in name:
        return name
    plain = parameters.get("filename")
    return _read_plain(plain) if plain is not None else name


def _read_extended(value: str) -> str | None:
    charset, _, rest = value.strip('"').partition("'")
    codec = _CODECS.get(charset.strip().lower())
    if codec is None:
        return None
    return unquote_to_bytes(rest.partition("'")[2].encode("latin-1")).decode(codec, "replace")


def _read_plain(value: str) -> str:
    name: str = content_disposition_unquote(value, True).encode("latin-1").decode("utf-8", "replace")
    if _ENCODED_WORD.search(name):
        return _decode_words(name)
    if "%" in name and _PERCENT_ENCODED.fullmatch(name):
        decoded = unquote(name, "utf-8", "replace")
        # a file may be called "a%20b.py"; only a name with non-ASCII characters must have been encoded
        return name if decoded.isascii() or "\ufffd" in decoded else decoded
    return name


def _decode_words(name: str) -> str:
    try:
        words = decode_header(name)
    except (HeaderParseError, ValueError):
        return name
    decoded = ""
    for data, charset in words:
        if isinstance(data, str):
            decoded += data
            continue
        codec = _CODECS.get((charset or "utf-8").lower())
        if codec is None:
            return name
        decoded += data.decode(codec, "replace")
    return decoded
