"""File contents by their SHA-256: equal bytes are stored once."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from lintbox.storage.models import Contents, Files, Versions, connection, to_milliseconds

# plain SQL: this runs for every upload, and peewee takes longer to build it than SQLite to run it
_BIND = """
INSERT INTO contents (sha256, size, lines, bound_at, data) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (sha256) DO UPDATE SET bound_at = excluded.bound_at
"""


def bind(sha256: str, data: bytes, lines: int, now: datetime) -> None:
    """Store the content, or restart the grace period of a stored one."""
    connection.execute_sql(_BIND, (sha256, len(data), lines, to_milliseconds(now), data))


def read(sha256: str) -> bytes:
    return bytes(Contents.get_by_id(sha256).data)


def remove_unbound(bound_before: datetime) -> tuple[int, int]:
    """Delete contents that no file and no earlier version refers to; return their number and their bytes."""
    unbound = (Contents.bound_at < bound_before) & ~fn.EXISTS(
        Files.select().where(Files.content == Contents.sha256)
    )
    unbound &= ~fn.EXISTS(Versions.select().where(Versions.content == Contents.sha256))
    # one statement, so that a content that is being bound cannot be deleted
    sizes = [size for (size,) in Contents.delete().where(unbound).returning(Contents.size).tuples()]
    return len(sizes), sum(sizes)
