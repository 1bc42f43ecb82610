"""Writes that SQLite refuses: a sentence for the user, no partial change, and a retry that succeeds."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from lintbox.domain import DiskFull, Locked, NotStored, StorageBroken, User
from lintbox.lint.engine import versions
from lintbox.services.heartbeats import Heartbeats
from lintbox.storage import reports
from lintbox.storage.database import Database
from lintbox.storage.models import connection
from tests.rules.harness import Harness, rows

PAGES_ENOUGH = 4_000_000


def fill_up(db: Database) -> Callable[[], None]:
    """Stop the database from growing; return the function that undoes it."""
    ((pages,),) = rows(db, "PRAGMA page_count")
    submit(db, f"PRAGMA max_page_count = {pages}")
    return lambda: submit(db, f"PRAGMA max_page_count = {PAGES_ENOUGH}")


def forbid_writing(db: Database) -> Callable[[], None]:
    rows(db, "PRAGMA query_only = ON")
    return lambda: submit(db, "PRAGMA query_only = OFF")


def hold_elsewhere(db: Database) -> Callable[[], None]:
    """Hold the write lock in another connection, with a short busy timeout."""
    _, _, file = rows(db, "PRAGMA database_list")[0]
    submit(db, "PRAGMA busy_timeout = 50")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def submit(db: Database, sql: str) -> None:
    """Run a statement on the writer thread, outside of a transaction."""
    db._writer.submit(db._connection.execute_sql, sql).result()


BIG = b"x = 1\n" * 5000


@pytest.mark.parametrize(
    ("cause", "error", "message"),
    [
        (fill_up, DiskFull, "disk is full, and nothing was stored"),
        (forbid_writing, StorageBroken, "may not write its data"),
        (hold_elsewhere, Locked, "Another program is writing"),
    ],
)
def test_a_failed_write_is_reported_and_can_be_retried(
    harness: Harness,
    alice: User,
    cause: Callable[[Database], Callable[[], None]],
    error: type[NotStored],
    message: str,
) -> None:
    kept = harness.add(alice, "kept.py")
    repair = cause(harness.db)
    with pytest.raises(error, match=message):
        harness.add(alice, "big.py", BIG)
    repair()
    assert harness.get(alice, kept).name == "kept.py"
    assert harness.count("files") == harness.count("checks") == harness.count("contents") == 1
    harness.add(alice, "big.py", BIG)
    assert harness.count("files") == 2


def test_queued_units_share_the_busy_timeout(harness: Harness, tmp_path: Path) -> None:
    async def ask_at_once(count: int) -> list[object]:
        units = [harness.db.run(lambda: None) for _ in range(count)]
        return list(await asyncio.gather(*units, return_exceptions=True))

    with closing(sqlite3.connect(tmp_path / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        answers = asyncio.run(ask_at_once(8))
        waited = time.monotonic() - begun
    assert [type(answer) for answer in answers] == [Locked] * 8
    # eight full timeouts take 40 seconds; one full and seven short ones take far less
    assert waited < 20


def test_a_result_is_stored_as_soon_as_possible(harness: Harness) -> None:
    seconds = [0.0]
    heartbeats = Heartbeats(lambda: seconds[0])
    heartbeats.expect("emailing", 1200.0)
    repair = fill_up(harness.db)
    tried: list[None] = []

    def store() -> None:
        tried.append(None)
        seconds[0] = 3600.0
        if len(tried) == 2:
            connection.execute_sql(f"PRAGMA max_page_count = {PAGES_ENOUGH}")
        connection.execute_sql("INSERT INTO server_state VALUES ('big', zeroblob(100000), 1)")

    asyncio.run(harness.make_runtime(heartbeats).run_until_stored("emailing", store))
    repair()
    assert len(tried) == 2
    assert harness.count("server_state") == 1
    assert heartbeats.list_silent() == [], "a task that waits for the database is not silent"


def test_a_damaged_page_is_reported_when_a_report_is_read(tmp_path: Path) -> None:
    file = tmp_path / "lintbox.db"
    Database(file).close()
    with closing(sqlite3.connect(file)) as opened:
        ((size,),) = opened.execute("PRAGMA page_size")
        index = "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_reports_1'"
        ((page,),) = opened.execute(index)
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(bytes(size))
    with closing(Database(file)) as db, pytest.raises(StorageBroken, match="data is damaged"):
        db.call(reports.find, "key", versions.installed())
