"""A glance into the database is taken on the event loop's own thread."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from lintbox.domain import Locked, StorageBroken
from lintbox.storage.database import Database
from lintbox.storage.models import connection


def test_a_glance_sees_what_was_written_before(db: Database) -> None:
    db.call(_write, "before")
    assert asyncio.run(db.read_inline(_read)) == [("before",)]
    db.call(_write, "after")
    assert asyncio.run(db.read_inline(_read)) == [("before",), ("after",)]


def test_a_glance_needs_no_other_thread(db: Database) -> None:
    assert asyncio.run(db.read_inline(threading.current_thread)) is threading.current_thread()


def test_a_glance_can_change_nothing(db: Database) -> None:
    with pytest.raises(StorageBroken):
        asyncio.run(db.read_inline(_write, "changed"))
    assert db.call(_read) == []


def test_where_another_program_holds_the_database_a_thread_waits_for_it(db: Database) -> None:
    loop_thread = threading.current_thread()

    def look() -> str:
        if threading.current_thread() is loop_thread:
            raise Locked("Another program writes.")
        return threading.current_thread().name

    assert asyncio.run(db.read_inline(look)).startswith("database-reader")


def test_after_a_glance_the_database_is_left_in_one_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "one.db")
    database.call(_write, "kept")
    asyncio.run(database.read_inline(_read))
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["one.db"]


def _write(name: str) -> None:
    connection.execute_sql("INSERT INTO server_state (name, value, at) VALUES (?, '', 0)", (name,))


def _read() -> list[tuple[str]]:
    return list(connection.execute_sql("SELECT name FROM server_state ORDER BY rowid").fetchall())
