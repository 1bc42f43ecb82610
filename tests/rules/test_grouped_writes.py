"""Results that are ready at the same time share a transaction, and no other's failure."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lintbox.domain import Locked
from lintbox.storage.database import Database
from lintbox.storage.models import connection
from tests.rules.harness import Harness, rows


@contextmanager
def count_transactions(db: Database) -> Iterator[Callable[[], int]]:
    statements: list[str] = []
    writer = db._writer.submit(db._connection.connection).result()
    db._writer.submit(writer.set_trace_callback, statements.append).result()
    yield lambda: sum(statement.startswith("BEGIN") for statement in statements)
    db._writer.submit(writer.set_trace_callback, None).result()


def store(name: str) -> str:
    connection.execute_sql("INSERT INTO server_state VALUES (?, 'x', 1)", (name,))
    return name


def fail(name: str) -> str:
    store(name)
    raise LookupError(name)


def run_together(*units: Awaitable[str]) -> list[str | BaseException]:
    async def gather() -> list[str | BaseException]:
        return list(await asyncio.gather(*units, return_exceptions=True))

    return asyncio.run(gather())


def test_units_that_wait_at_the_same_time_share_transactions(db: Database) -> None:
    names = [f"n{number:02}" for number in range(20)]
    with count_transactions(db) as count:
        assert run_together(*(db.run_grouped(store, name) for name in names)) == names
        assert count() == 2  # at most 16 units in one
    assert rows(db, "SELECT name FROM server_state ORDER BY name") == [(name,) for name in names]


def test_a_unit_that_fails_does_so_alone(db: Database) -> None:
    before, failed, after = run_together(
        db.run_grouped(store, "a"), db.run_grouped(fail, "b"), db.run_grouped(store, "c")
    )
    assert (before, after) == ("a", "c")
    assert isinstance(failed, LookupError)
    assert rows(db, "SELECT name FROM server_state ORDER BY name") == [("a",), ("c",)]


def test_units_share_the_wait_for_a_locked_database(harness: Harness, tmp_path: Path) -> None:
    db = harness.db
    db._writer.submit(db._connection.execute_sql, "PRAGMA busy_timeout = 50").result()
    with closing(sqlite3.connect(tmp_path / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with count_transactions(db) as count:
            answers = run_together(*(db.run_grouped(store, name) for name in "abc"))
            assert [type(answer) for answer in answers] == [Locked] * 3
            assert count() == 1


def test_a_cancelled_unit_leaves_the_others_alone(db: Database) -> None:
    async def cancel() -> None:
        first, second = (asyncio.create_task(db.run_grouped(store, name)) for name in "ab")
        await asyncio.sleep(0)
        first.cancel()
        assert await second == "b"

    asyncio.run(cancel())
    assert rows(db, "SELECT name FROM server_state") == [("b",)]
