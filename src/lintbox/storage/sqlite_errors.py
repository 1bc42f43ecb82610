"""Translates SQLite's error codes into domain errors with sentences for users."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from lintbox.domain import DiskFull, Locked, NotStored, StorageBroken

_BUSY = "Another program is writing to the database, and nothing was stored. Try again in a moment."
_DAMAGED = "The server's data is damaged. Tell the administrator."
_ERRORS: dict[int, NotStored] = {
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


def translate(error: BaseException) -> NotStored | None:
    """Return the domain error to raise instead; None for a programming error."""
    for code in _list_codes(error):
        if found := _ERRORS.get(code & 0xFF):  # the low byte of an extended code is the primary code
            return type(found)(found.detail)
    return None


def _list_codes(error: BaseException | None) -> Iterator[int]:
    """Include chained errors: after a rollback by SQLite itself, ours raises another error."""
    if error:
        yield getattr(error, "sqlite_errorcode", 0)
        yield from _list_codes(error.__cause__)
        yield from _list_codes(error.__context__ if error.__context__ is not error.__cause__ else None)
