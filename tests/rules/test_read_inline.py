"""Short reads run on the event loop's thread."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from lintbox.domain import Locked, StorageBroken
from lintbox.storage.database import Database
from lintbox.storage.models import connection


def test_an_inline_read_sees_earlier_writes(db: Database) -> None:
    db.call(_write, "before")
    assert asyncio.run(db.read_inline(_read)) == [("before",)]
    db.call(_write, "after")
    assert asyncio.run(db.read_inline(_read)) == [("before",), ("after",)]


def test_an_inline_read_uses_the_calling_thread(db: Database) -> None:
    assert asyncio.run(db.read_inline(threading.current_thread)) is threading.current_thread()


def test_an_inline_read_cannot_write(db: Database) -> None:
    with pytest.raises(StorageBroken):
        asyncio.run(db.read_inline(_write, "changed"))
    assert db.call(_read) == []


def test_an_inline_read_of_a_locked_database_waits_in_the_reader_thread(db: Database) -> None:
    loop_thread = threading.current_thread()

    def look() -> str:
        if threading.current_thread() is loop_thread:
            raise Locked("Another program writes.")
        return threading.current_thread().name

    assert asyncio.run(db.read_inline(look)).startswith("database-reader")


def test_after_an_inline_read_closing_leaves_one_file(tmp_path: Path) -> None:
    database = Database(tmp_path / "one.db")
    database.call(_write, "kept")
    asyncio.run(database.read_inline(_read))
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["one.db"]


def _write(name: str) -> None:
    connection.execute_sql("INSERT INTO server_state (name, value, at) VALUES (?, '', 0)", (name,))


def _read() -> list[tuple[str]]:
    return list(connection.execute_sql("SELECT name FROM server_state ORDER BY rowid").fetchall())
