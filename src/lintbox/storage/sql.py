"""Plain sqlite3 connections to database files that a server has open, or that may be damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

# virtual machine instructions of SQLite between two calls of the progress handler
PROGRESS_STEPS = 100_000
_BUSY_TIMEOUT_SECONDS = 5

Stopped = Callable[[], bool]


def never() -> bool:
    return False


def open_to_read(file: Path, stopped: Stopped = never) -> closing[sqlite3.Connection]:
    """Open read-only, so that closing never runs a checkpoint beside the server."""
    return closing(_connect(file, "ro", stopped))


def open_to_write(file: Path) -> closing[sqlite3.Connection]:
    connection = _connect(file, "rw", never)
    connection.execute("PRAGMA wal_autocheckpoint = 0")  # only the server runs checkpoints
    return closing(connection)


def create(file: Path, stopped: Stopped = never) -> closing[sqlite3.Connection]:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))
    return closing(_connect(file, "rw", stopped))


def _connect(file: Path, mode: str, stopped: Stopped) -> sqlite3.Connection:
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_TIMEOUT_SECONDS)
    connection.set_progress_handler(stopped, PROGRESS_STEPS)
    return connection
