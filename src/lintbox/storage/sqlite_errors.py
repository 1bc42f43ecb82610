"""What SQLite says when it cannot, in the words of those who read it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from lintbox.domain import DiskFull, Locked, NotStored, StorageBroken

_BUSY = "Another program is writing to the database, and nothing was stored. Try again in a moment."
_DAMAGED = "The server's data is damaged. Tell the administrator."
_TROUBLE: dict[int, NotStored] = {
    sqlite3.SQLITE_FULL: DiskFull(
        "The server's disk is full, and nothing was stored. Tell the administrator."
    ),
    sqlite3.SQLITE_BUSY: Locked(_BUSY),
    sqlite3.SQLITE_LOCKED: Locked(_BUSY),
    sqlite3.SQLITE_READONLY: StorageBroken(
        "The server may not write its data, and nothing was stored. Tell the administrator."
    ),
    sqlite3.SQLITE_IOERR: StorageBroken(
        "The server cannot write to its disk, and nothing was stored. Tell the administrator."
    ),
    sqlite3.SQLITE_CANTOPEN: StorageBroken("The server cannot open its data. Tell the administrator."),
    sqlite3.SQLITE_CORRUPT: StorageBroken(_DAMAGED),
    sqlite3.SQLITE_NOTADB: StorageBroken(_DAMAGED),
}


def judge(error: BaseException) -> NotStored | None:
    """Return what it means for the user; None for a fault of ours."""
    for code in _codes(error):
        if found := _TROUBLE.get(code & 0xFF):  # the rest of an extended code says where
            return type(found)(found.detail)
    return None


def _codes(error: BaseException | None) -> Iterator[int]:
    """SQLite may have rolled back by itself; then the first error is behind that of our rollback."""
    if error:
        yield getattr(error, "sqlite_errorcode", 0)
        yield from _codes(error.__cause__)
        yield from _codes(error.__context__ if error.__context__ is not error.__cause__ else None)
