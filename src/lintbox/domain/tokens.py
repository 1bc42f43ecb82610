"""One-time tokens as they survive mail programs, gateways, and copying by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

LENGTH = 43
"""Characters of 32 bytes in base64url without padding (RFC 4648 5)."""

_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n")  # RFC 2045 6.7
_QUOTED = re.compile(r"=(2D|5F)", re.IGNORECASE)
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 2048
_DECODINGS = 4


def mend_token(text: str) -> str:
    """Return the token without what cannot be part of one.

    Reads whole links, percent-encoding, quoted-printable, line breaks, brackets, a full stop at the end,
    and parameters that a gateway appended. Guesses nothing: what has another length stays wrong.
    """
    readings = list(_read(text[:_LONGEST]))
    return next((token for token in readings if len(token) == LENGTH), readings[0])


def _read(text: str) -> Iterator[str]:
    for _ in range(_DECODINGS):
        text = unquote(text)
    text = _SOFT_BREAK.sub("", text).rpartition("token=")[2].partition("&")[0]
    yield _FOREIGN.sub("", text)
    yield _FOREIGN.sub("", _QUOTED.sub(lambda match: chr(int(match[1], 16)), text))
    # "token=3D...": the equals sign itself was quoted
    yield _FOREIGN.sub("", text).removeprefix("3D").removeprefix("3d")
    yield from _FOREIGN.split(text)
