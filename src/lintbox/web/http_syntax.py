"""Strict HTTP/1 syntax (RFC 9112), against request smuggling: an ambiguous message is rejected."""

from __future__ import annotations

import re

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110 9.2.1
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # RFC 9110 5.6.2
# RFC 9112 3.2: a path, or the absolute form; * is for OPTIONS, a bare authority for CONNECT to a proxy
_AUTHORITY = rb"[^\x00-\x20\x7f-\xff/?#@\\]+"
_TARGET = rb"(?:/|[Hh][Tt][Tt][Pp][Ss]?://" + _AUTHORITY + rb"(?=[/? ]))[\x21-\x7e]*"
_REQUEST_LINE = re.compile(rb"(?:" + _TOKEN + rb" " + _TARGET + rb"|OPTIONS \*) HTTP/1\.[01]")
# neither userinfo nor a path (RFC 9112 3.2), which URL parsers would drop; empty is an unknown host
_HOST = re.compile(rb"[^\x00-\x20\x7f/?#@\\]*")
_ABSOLUTE = re.compile(rb"[A-Za-z]+://(" + _AUTHORITY + rb")")
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
    framing, hosts = [], 0
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return False
        name, value = field[1].lower(), field[2]
        if name == b"content-length":
            framing.append(_LENGTH.fullmatch(value) is not None)
        elif name == b"host":
            hosts += 1
            if not _HOST.fullmatch(value):
                return False
        elif name == b"transfer-encoding":
            # RFC 9112 6.1: HTTP/1.0 has no chunked encoding
            framing.append(value == b"chunked" and request_line.endswith(b"1.1"))
    return len(framing) <= 1 and all(framing) and hosts <= 1


def find_authority(target: bytes) -> str | None:
    """Return host and port of a valid target in absolute form (RFC 9112 3.2.2)."""
    match = _ABSOLUTE.match(target)
    return match[1].decode("ascii") if match else None


def is_valid_chunk_line(line: bytes | bytearray) -> bool:
    """Accept a size in hexadecimal digits, with extensions, which are ignored (RFC 9112 7.1)."""
    return _CHUNK.fullmatch(line) is not None
