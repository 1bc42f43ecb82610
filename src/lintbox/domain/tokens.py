"""One-time tokens: their stored form, and reading them from damaged links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

LENGTH = 43
"""Characters of 32 bytes in base64url without padding (RFC 4648 5)."""

_SOFT_BREAK = re.compile(r"=[ \t]*\r?\n")  # RFC 2045 6.7
_QUOTED = re.compile(r"=(2D|5F)", re.IGNORECASE)
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]+")
_MAX_CHARACTERS = 2048
_DECODINGS = 4


def digest_token(token: str) -> str:
    """Return the SHA-256 of a token, the only form that is stored."""
    from hashlib import sha256  # here: a fork server imports this package without OpenSSL

    return sha256(token.encode()).hexdigest()


def normalize_token(text: str) -> str:
    """Return the token in a text that mail programs, gateways or copying have changed.

    Accepts whole links, percent-encoding, quoted-printable, line breaks, brackets, a trailing full stop,
    and parameters that a gateway appended. Does not guess: a token of another length stays invalid.
    """
    candidates = list(_read(text[:_MAX_CHARACTERS]))
    return next((token for token in candidates if len(token) == LENGTH), candidates[0])


def _read(text: str) -> Iterator[str]:
    for _ in range(_DECODINGS):
        text = unquote(text)
    text = _SOFT_BREAK.sub("", text).rpartition("token=")[2].partition("&")[0]
    yield _FOREIGN.sub("", text)
    yield _FOREIGN.sub("", _QUOTED.sub(lambda match: chr(int(match[1], 16)), text))
    # "token=3D...": the equals sign itself was encoded
    yield _FOREIGN.sub("", text).removeprefix("3D").removeprefix("3d")
    yield from _FOREIGN.split(text)
