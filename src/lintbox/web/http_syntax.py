"""Strict HTTP/1 syntax (RFC 9112), against request smuggling: an ambiguous message is rejected."""

from __future__ import annotations

import re

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 9.2.1
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # RFC 9110 5.6.2
_REQUEST_LINE = re.compile(_TOKEN + rb" [\x21-\x7e]+ HTTP/1\.[01]")
# no space before the colon, no folded lines, no control characters (RFC 9112 5.1, 5.2)
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*")
_CHUNK = re.compile(rb"[0-9A-Fa-f]{1,15}[ \t]*(;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_BARE = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)")
_LENGTH = re.compile(rb"[0-9]{1,15}")


def has_bare_line_ends(data: bytes | bytearray) -> bool:
    """Return whether a line ends with a bare LF or CR; a final CR may still be followed by LF."""
    return _BARE.search(data) is not None


def is_valid_head(head: bytes | bytearray) -> bool:
    """Return whether request line and headers are valid. ``head`` excludes the final empty line."""
    request_line, *lines = bytes(head).split(b"\r\n")
    if not _REQUEST_LINE.fullmatch(request_line):
        return False
    framing = []
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return False
        name, value = field[1].lower(), field[2]
        if name == b"content-length":
            framing.append(_LENGTH.fullmatch(value) is not None)
        elif name == b"transfer-encoding":
            # RFC 9112 6.1: HTTP/1.0 has no chunked encoding
            framing.append(value == b"chunked" and request_line.endswith(b"1.1"))
    return len(framing) <= 1 and all(framing)


def is_valid_chunk_line(line: bytes | bytearray) -> bool:
    """Accept a size in hexadecimal digits, with extensions, which are ignored (RFC 9112 7.1)."""
    return _CHUNK.fullmatch(line) is not None
