"""What a client has already, and in which encoding it accepts the rest (RFC 9110)."""

from __future__ import annotations

import re

from sanic import Request

_TAG = re.compile(r'(?:W/)?"[^"]*"|[^\s,]+')
_WEIGHT = re.compile(r"\s*q=([01](?:\.\d{0,3})?)\s*", re.IGNORECASE)
_GZIP = ("gzip", "x-gzip")  # RFC 9110 8.4.1.3: two names of one encoding


def find_tags(request: Request, header: str) -> list[str] | None:
    """Return the entity tags in If-Match or If-None-Match as they were sent; None without the header."""
    values = request.headers.getall(header, ())
    return [tag for value in values for tag in _TAG.findall(value)] if values else None


def has_current(request: Request, etag: str) -> bool:
    """Return whether If-None-Match has this tag; proxies that compress make it a weak one (13.1.2)."""
    tags = find_tags(request, "if-none-match") or ()
    return any(tag == "*" or tag.removeprefix("W/") == etag for tag in tags)


def accepts_gzip(request: Request) -> bool:
    """Return whether the client accepts gzip, and does not prefer the content as it is (12.5.3)."""
    weights: dict[str, float] = {}
    for value in request.headers.getall("accept-encoding", ()):
        for part in value.split(","):
            coding, _, weight = part.partition(";")
            weights[coding.strip().lower()] = _parse_weight(weight)
    named = [weights[coding] for coding in _GZIP if coding in weights]
    gzip = max(named) if named else weights.get("*", 0.0)
    return gzip > 0 and gzip >= weights.get("identity", 0.0)


def _parse_weight(text: str) -> float:
    """Return the weight; 1 without one, 0 for one that is not valid."""
    if not text.strip():
        return 1.0
    match = _WEIGHT.fullmatch(text)
    return float(match[1]) if match else 0.0
