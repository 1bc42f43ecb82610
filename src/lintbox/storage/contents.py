"""File contents by their SHA-256: equal bytes are stored once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from lintbox.storage.models import Contents, connection, to_milliseconds

# plain SQL: this runs for every upload, and peewee takes longer to build it than SQLite to run it
_BIND = """
INSERT INTO contents (sha256, size, lines, bound_at, data) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (sha256) DO UPDATE SET bound_at = excluded.bound_at
"""
_UNBOUND = """
bound_at < ? AND NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = contents.sha256)
AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.sha256 = contents.sha256)
"""
_LIST_UNBOUND = f"SELECT sha256, size FROM contents WHERE {_UNBOUND}"  # noqa: S608
_REMOVE_UNBOUND = f"""
DELETE FROM contents WHERE {_UNBOUND} AND sha256 IN (SELECT value FROM json_each(?)) RETURNING size
"""  # noqa: S608


def bind(sha256: str, data: bytes, lines: int, now: datetime) -> None:
    """Store the content, or restart the grace period of a stored one."""
    connection.execute_sql(_BIND, (sha256, len(data), lines, to_milliseconds(now), data))


def read(sha256: str) -> bytes:
    return bytes(Contents.get_by_id(sha256).data)


def list_unbound(bound_before: datetime) -> list[tuple[str, int]]:
    """Return SHA-256 and bytes of the contents that no file and no earlier version refers to."""
    return connection.execute_sql(_LIST_UNBOUND, (to_milliseconds(bound_before),)).fetchall()


def remove_unbound(sha256s: Sequence[str], bound_before: datetime) -> list[int]:
    """Delete those of these contents that are still unbound; return the bytes of each."""
    # one statement, so that a content that is being bound cannot be deleted
    values = (to_milliseconds(bound_before), json.dumps(sha256s))
    return [size for (size,) in connection.execute_sql(_REMOVE_UNBOUND, values).fetchall()]
