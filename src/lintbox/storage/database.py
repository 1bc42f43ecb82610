"""SQLite behind two threads: one that writes, one that reads beside it; a glance needs neither."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import peewee

from lintbox.domain import Locked, StorageBroken
from lintbox.storage.backup_rotation import keep_before_migration
from lintbox.storage.loss import find_loss, refuse_foreign
from lintbox.storage.migrations import migrate
from lintbox.storage.models import connection
from lintbox.storage.priority import Priority
from lintbox.storage.sqlite_errors import judge

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE_MS = 5000
_LATE_SECONDS = 1.0
_LATE_PATIENCE_MS = 250


class Database:
    """Runs units of work, ordinary functions of one transaction each.

    ``run`` writes (``BEGIN IMMEDIATE``, one at a time), ``read`` sees one state of everything and
    can change nothing; both are for those whom somebody waits for, and work in the background
    stands back behind them (``run_behind``).  ``call`` is ``run`` for those who have no event
    loop.  ``checkpoints`` is False beside a running server: only one connection may move the WAL
    (SQLite's WAL-reset bug, 3.7.0 to 3.51.2).
    """

    def __init__(self, path: Path, *, checkpoints: bool = True) -> None:
        self._path = path
        self.priority = Priority()
        self._writer = ThreadPoolExecutor(1, "database-writer")
        self._reader = ThreadPoolExecutor(1, "database-reader")
        self._reads_inline = False
        try:
            _look_before(path)
            connection.init(str(path))
            self._writer.submit(_connect, False, checkpoints).result()
            self._writer.submit(migrate, connection, partial(keep_before_migration, path)).result()
            self._reader.submit(_connect, True, checkpoints).result()
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            self.close()
            raise judge(error) or StorageBroken(f"{path} is no database of Lintbox: {error}") from error
        except BaseException:
            self.close()
            raise

    async def run(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.priority.foreground():
            return await asyncio.wrap_future(self._submit(unit, *args, **kwargs))

    async def run_background(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run``, for the background."""
        await self.priority.stand_back()
        return await asyncio.wrap_future(self._submit(unit, *args, **kwargs))

    async def run_nosync(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run``, without waiting for the disk: only for what is done again after a power cut."""
        begun = time.monotonic()
        return await asyncio.wrap_future(
            self._writer.submit(_transact_lightly, partial(unit, *args, **kwargs), begun)
        )

    async def read(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._reader.submit(_transact, "DEFERRED", partial(unit, *args, **kwargs), time.monotonic())
        with self.priority.foreground():
            return await asyncio.wrap_future(future)

    async def read_inline(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``read``, on the event loop's own thread: for what is found sooner than another thread wakes."""
        if not self._reads_inline:
            self._reads_inline = True
            _connect(True, False, 0)
        try:
            return _transact("DEFERRED", partial(unit, *args, **kwargs), time.monotonic())
        except Locked:  # the loop waits for nobody's lock
            return await self.read(unit, *args, **kwargs)

    def call(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._submit(unit, *args, **kwargs).result()

    def measure_files(self) -> tuple[int, int]:
        """Return the bytes of the database and of its write-ahead log."""
        wal = self._path.with_name(f"{self._path.name}-wal")
        return self._path.stat().st_size, wal.stat().st_size if wal.exists() else 0

    def close(self) -> None:
        """Finish what waits and leave the database in one file."""
        if self._reads_inline:
            connection.close()
        for thread in (self._reader, self._writer):
            thread.submit(connection.close)
            thread.shutdown()

    def _submit(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        begun = time.monotonic()
        return self._writer.submit(_transact, "IMMEDIATE", partial(unit, *args, **kwargs), begun)


def _look_before(path: Path) -> None:
    """Make a new database private from the first byte on, and only where there never was one.

    Raises:
        StorageBroken: the database was lost, or belongs to another program.
    """
    if loss := find_loss(path.parent):
        raise StorageBroken(loss)
    if path.exists():
        refuse_foreign(path)
    else:
        os.close(os.open(path, os.O_CREAT, 0o600))


def _connect(reads_only: bool, checkpoints: bool, patience_ms: int = _PATIENCE_MS) -> None:
    connection.connect(reuse_if_open=True)
    for pragma in (
        f"busy_timeout = {patience_ms}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"wal_autocheckpoint = {1000 if checkpoints else 0}",
        f"query_only = {int(reads_only)}",
    ):
        connection.execute_sql(f"PRAGMA {pragma}")


def _transact_lightly(unit: Callable[[], T], begun: float) -> T:
    # the WAL stays whole; the next ``run`` takes this to the disk with its own
    with _pragma("synchronous", "NORMAL", "FULL"):
        return _transact("IMMEDIATE", unit, begun)


def _transact(lock: str, unit: Callable[[], T], begun: float) -> T:
    """Wait for other programs from ``begun`` on, so that who stands in line does not wait once for each."""
    is_late = time.monotonic() - begun > _LATE_SECONDS
    patience = _pragma("busy_timeout", _LATE_PATIENCE_MS, _PATIENCE_MS) if is_late else nullcontext()
    try:
        with patience, connection.atomic(lock):
            return unit()
    # peewee makes errors its own where it runs a statement, not where it reads the rows
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        if trouble := judge(error):
            raise trouble from error
        raise


@contextmanager
def _pragma(name: str, value: int | str, usual: int | str) -> Iterator[None]:
    connection.execute_sql(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        connection.execute_sql(f"PRAGMA {name} = {usual}")
