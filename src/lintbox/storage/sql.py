"""Plain sqlite3 connections to database files that a server has open, or that may be damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from lintbox.platform.regular_files import NotRegularFileError, require_regular

# virtual machine instructions of SQLite between two calls of the progress handler
PROGRESS_STEPS = 100_000
_BUSY_TIMEOUT_SECONDS = 5

Stopped = Callable[[], bool]


def require_regular_files(database: Path) -> None:
    """Check the database and the files that SQLite opens beside it.

    Raises:
        NotRegularFileError
    """
    for suffix in ("", "-wal", "-shm", "-journal"):
        require_regular(database.with_name(f"{database.name}{suffix}"))


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
    try:
        require_regular_files(file)
    except NotRegularFileError as error:
        raise sqlite3.OperationalError(str(error)) from None
    uri = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_TIMEOUT_SECONDS)
    connection.set_progress_handler(stopped, PROGRESS_STEPS)
    return connection
