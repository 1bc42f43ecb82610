"""Cursors: where a page of a list ended, as a word that only we read."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeVar

from lintbox.domain import Invalid

Tie = TypeVar("Tie", int, str)


def write(after: tuple[Any, Any]) -> str:
    return urlsafe_b64encode(json.dumps(after).encode()).rstrip(b"=").decode()


def read(cursor: str | None, kind: type, tie: type[Tie]) -> tuple[Any, Tie] | None:
    """Return the sort value, of that kind, and what told equal ones apart.

    Raises:
        Invalid: a cursor that is none of ours, or of another order.
    """
    if not cursor:
        return None
    try:
        value, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        f"{value}{number}".encode()  # half a surrogate pair is JSON, and nothing that SQLite takes
    except (ValueError, TypeError):
        value = number = None
    wrong = type(value) is not kind or type(number) is not tie
    if wrong or any(type(part) is int and abs(part) >= 2**63 for part in (value, number)):
        raise Invalid({"cursor": "This is no cursor of this list. Leave it out to begin anew."})
    return value, number
