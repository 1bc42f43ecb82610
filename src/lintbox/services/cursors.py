"""Cursors: the position where the next page of a list begins, as an opaque string."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from lintbox.domain import Invalid
from lintbox.storage.paging import Position


def encode(position: Position | None) -> str | None:
    return position and urlsafe_b64encode(json.dumps(position).encode()).rstrip(b"=").decode()


def decode(cursor: str | None, key_type: type, tie_type: type) -> Position | None:
    """Return the position, with values of these types.

    Raises:
        Invalid: an unknown cursor, or one of another sort order.
    """
    if not cursor:
        return None
    try:
        key, tie = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        f"{key}{tie}".encode()  # JSON allows lone surrogates, SQLite does not
    except (ValueError, TypeError):
        key = tie = None
    is_wrong = type(key) is not key_type or type(tie) is not tie_type
    if is_wrong or any(type(part) is int and abs(part) >= 2**63 for part in (key, tie)):
        raise Invalid(
            {"cursor": "This cursor does not belong to this list. Leave it out to start from the beginning."}
        )
    return key, tie
