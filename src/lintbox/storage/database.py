"""SQLite behind one writer thread and one reader thread; the shortest reads run on the event loop."""

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
from lintbox.storage import sqlite_errors
from lintbox.storage.backup_rotation import make_before_migration
from lintbox.storage.grouped_writes import GroupedWrites
from lintbox.storage.lost_database import find_loss, refuse_foreign
from lintbox.storage.migrations import migrate
from lintbox.storage.models import open_database, use_database
from lintbox.storage.priority import Priority
from lintbox.storage.sql import require_regular_files

P = ParamSpec("P")
T = TypeVar("T")
_BUSY_TIMEOUT_MS = 5000
_LATE_SECONDS = 1.0
_LATE_BUSY_TIMEOUT_MS = 250


class Database:
    """Runs units of work: ordinary functions, each in one transaction.

    ``run`` writes (``BEGIN IMMEDIATE``, one unit at a time); ``read`` sees one snapshot and cannot
    write. Both serve requests; ``run_background`` and ``run_grouped`` yield to them. ``call`` is ``run``
    without an event loop. ``checkpoints`` is False beside a running server: only one connection may
    checkpoint the WAL (SQLite's WAL-reset bug, 3.7.0 to 3.51.2).

    Raises:
        StorageBroken: the file is lost, damaged, or belongs to another program.
        NewerSchema, BackupFailed: the schema cannot be migrated.
    """

    def __init__(self, path: Path, *, checkpoints: bool = True) -> None:
        self._path = path
        self.priority = Priority()
        self._connection = open_database(str(path))
        self._writer = ThreadPoolExecutor(1, "database-writer")
        self._reader = ThreadPoolExecutor(1, "database-reader")
        self._reads_inline = False
        self._grouped_writes = GroupedWrites(self.run_background)
        try:
            _require_own_file(path)
            self._writer.submit(self._connect, False, checkpoints).result()
            keep = partial(make_before_migration, path)
            self._writer.submit(migrate, self._connection, keep).result()
            self._reader.submit(self._connect, True, checkpoints).result()
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            self.close()
            message = f"{path} is not a Lintbox database: {error}"
            raise sqlite_errors.translate(error) or StorageBroken(message) from error
        except BaseException:
            self.close()
            raise

    async def run(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self.priority.foreground():
            return await asyncio.wrap_future(self._submit(unit, *args, **kwargs))

    async def run_to_end(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run``; a task that is cancelled meanwhile has the result, and ends at its next await.

        So a request whose client went away still tells others what it has stored.
        """
        with self.priority.foreground():
            stored = asyncio.wrap_future(self._submit(unit, *args, **kwargs))
            try:
                return await asyncio.shield(stored)
            except asyncio.CancelledError:
                await asyncio.wait([stored])
                if (task := asyncio.current_task()) and not stored.exception():
                    asyncio.get_running_loop().call_soon(task.cancel)
                    return stored.result()
                raise

    async def run_background(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run``, after the requests that wait now."""
        await self.priority.yield_to_foreground()
        return await asyncio.wrap_future(self._submit(unit, *args, **kwargs))

    async def run_grouped(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run_background``, in one transaction with other such units; it may run twice, stored once."""
        result: T = await self._grouped_writes.run(partial(unit, *args, **kwargs))
        return result

    async def run_nosync(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``run``, without fsync: only for work that is repeated after a power failure."""
        submitted = time.monotonic()
        return await asyncio.wrap_future(
            self._writer.submit(self._transact_nosync, partial(unit, *args, **kwargs), submitted)
        )

    async def read(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        work = partial(unit, *args, **kwargs)
        future = self._reader.submit(self._transact, "DEFERRED", work, time.monotonic())
        with self.priority.foreground():
            return await asyncio.wrap_future(future)

    async def read_inline(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As ``read``, on the event loop's thread: for queries that take less time than a thread switch."""
        if not self._reads_inline:
            self._reads_inline = True
            self._connect(True, False, 0)
        try:
            return self._transact("DEFERRED", partial(unit, *args, **kwargs), time.monotonic())
        except Locked:  # the event loop must not wait for a lock
            return await self.read(unit, *args, **kwargs)

    def call(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._submit(unit, *args, **kwargs).result()

    async def probe_write(self) -> int:
        """Rewrite the schema version with its own value, which needs a real write; return the version."""
        return await self.run(self._rewrite_version)

    def measure_files(self) -> tuple[int, int]:
        """Return the sizes of the database and of its write-ahead log in bytes."""
        wal = self._path.with_name(f"{self._path.name}-wal")
        return self._path.stat().st_size, wal.stat().st_size if wal.exists() else 0

    def close(self) -> None:
        """Finish the queued units, and leave the database in one file without a log."""
        if self._reads_inline:
            self._connection.close()
        for thread in (self._reader, self._writer):
            thread.submit(self._connection.close)
            thread.shutdown()

    def _connect(self, reads_only: bool, checkpoints: bool, busy_timeout_ms: int = _BUSY_TIMEOUT_MS) -> None:
        self._connection.connect(reuse_if_open=True)
        for pragma in (
            f"busy_timeout = {busy_timeout_ms}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            f"wal_autocheckpoint = {1000 if checkpoints else 0}",
            f"query_only = {int(reads_only)}",
        ):
            self._connection.execute_sql(f"PRAGMA {pragma}")

    def _submit(self, unit: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        work = partial(unit, *args, **kwargs)
        return self._writer.submit(self._transact, "IMMEDIATE", work, time.monotonic())

    def _transact_nosync(self, unit: Callable[[], T], submitted: float) -> T:
        # the WAL stays consistent; the fsync of the next ``run`` includes this transaction
        with self._pragma("synchronous", "NORMAL", "FULL"):
            return self._transact("IMMEDIATE", unit, submitted)

    def _transact(self, lock: str, unit: Callable[[], T], submitted: float) -> T:
        """Count the busy timeout from submission, so that queued units do not each wait for all of it."""
        use_database(self._connection)
        is_late = time.monotonic() - submitted > _LATE_SECONDS
        timeout = self._pragma("busy_timeout", _LATE_BUSY_TIMEOUT_MS, _BUSY_TIMEOUT_MS) if is_late else None
        try:
            with timeout or nullcontext(), self._connection.atomic(lock):
                return unit()
        # peewee wraps errors where it executes a statement, not where it fetches rows
        except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
            if translated := sqlite_errors.translate(error):
                raise translated from error
            raise

    def _rewrite_version(self) -> int:
        version = int(self._connection.execute_sql("PRAGMA user_version").fetchone()[0])
        self._connection.execute_sql(f"PRAGMA user_version = {version}")
        return version

    @contextmanager
    def _pragma(self, name: str, value: int | str, usual: int | str) -> Iterator[None]:
        self._connection.execute_sql(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            self._connection.execute_sql(f"PRAGMA {name} = {usual}")


def _require_own_file(path: Path) -> None:
    """Create a missing database with mode 0600, but not where one has been lost.

    Raises:
        StorageBroken: the database was lost, or belongs to another program.
        OSError: it, or a file that SQLite opens beside it, is no regular file, or cannot be created.
    """
    require_regular_files(path)
    if loss := find_loss(path.parent):
        raise StorageBroken(loss)
    if path.exists():
        refuse_foreign(path)
    else:
        os.close(os.open(path, os.O_CREAT, 0o600))
