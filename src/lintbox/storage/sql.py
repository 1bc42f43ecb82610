"""SQLite files opened plainly, for those who look at a database that a server has, or that may be damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

STEPS_BETWEEN_LOOKS = 100_000
_PATIENCE_SECONDS = 5

Stopped = Callable[[], bool]


def never() -> bool:
    return False


def open_to_read(file: Path, stopped: Stopped = never) -> closing[sqlite3.Connection]:
    """Whoever only reads moves nobody's log."""
    return closing(_connect(file, "ro", stopped))


def open_to_write(file: Path) -> closing[sqlite3.Connection]:
    connection = _connect(file, "rw", never)
    connection.execute("PRAGMA wal_autocheckpoint = 0")  # that is the server's to do
    return closing(connection)


def create(file: Path, stopped: Stopped = never) -> closing[sqlite3.Connection]:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
    return closing(_connect(file, "rw", stopped))


def _connect(file: Path, mode: str, stopped: Stopped) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS)
    connection.set_progress_handler(stopped, STEPS_BETWEEN_LOOKS)
    return connection
