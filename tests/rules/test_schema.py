"""The schema, its models, and the options of a connection."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee
import pytest

from lintbox.domain import StorageBroken, User
from lintbox.storage.database import Database
from lintbox.storage.migrations import (
    ENCODING_IN_REPORTS,
    MIGRATIONS,
    NewerSchema,
    migrate,
    run_migration,
)
from lintbox.storage.models import TABLES, MomentField, Row, connection
from tests.rules.harness import Harness, rows


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_model_has_the_columns_of_its_table(db: Database, table: type[Row]) -> None:
    meta: Any = table._meta
    found = rows(db, f"PRAGMA table_info({meta.table_name})")
    assert {name for _, name, *_ in found} == set(meta.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_nullable_fields_match_nullable_columns(db: Database, table: type[Row]) -> None:
    meta: Any = table._meta
    found = rows(db, f"PRAGMA table_info({meta.table_name})")
    optional = {name for _, name, _, required, _, key in found if not required and not key}
    assert optional == {name for name, column in meta.columns.items() if column.null}


def test_every_table_has_a_model(db: Database) -> None:
    found = rows(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    tables: list[Any] = list(TABLES)
    assert {name for (name,) in found} == {table._meta.table_name for table in tables}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_deleting_a_referenced_row_reads_no_whole_table(db: Database, table: type[Row]) -> None:
    meta: Any = table._meta
    references = rows(db, f"PRAGMA foreign_key_list({meta.table_name})")
    for column in [column for _, _, _, column, *_ in references]:
        plan = f"EXPLAIN QUERY PLAN SELECT 1 FROM {meta.table_name} WHERE {column} = ?"  # noqa: S608
        assert [step.split()[0] for *_, step in rows(db, plan, 1)] == ["SEARCH"]


def test_the_version_is_the_number_of_migrations(db: Database) -> None:
    assert rows(db, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_migrating_twice_changes_nothing(harness: Harness, alice: User) -> None:
    schema = rows(harness.db, "SELECT * FROM sqlite_master")
    harness.db.call(lambda: migrate(connection, print))
    assert rows(harness.db, "SELECT * FROM sqlite_master") == schema
    assert rows(harness.db, "SELECT id FROM users") == [(alice.id,)]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path / "later.db")
    rows(database, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    with pytest.raises(NewerSchema, match="use the later Lintbox"):
        Database(tmp_path / "later.db")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 5000)],
)
def test_the_pragmas_of_a_connection_are_set(db: Database, pragma: str, value: object) -> None:
    assert rows(db, f"PRAGMA {pragma}") == [(value,)]


def test_a_reader_cannot_write(harness: Harness, alice: User) -> None:
    def write() -> None:
        connection.execute_sql("UPDATE users SET role = 'admin'")

    with pytest.raises(StorageBroken, match="may not write"):
        asyncio.run(harness.db.read(write))
    assert rows(harness.db, "SELECT role FROM users") == [(alice.role,)]


def test_a_failed_unit_is_rolled_back(db: Database) -> None:
    def write_and_break() -> None:
        connection.execute_sql("INSERT INTO attempts (kind, subject, at) VALUES ('email', 'ada', 1)")
        raise LookupError

    with pytest.raises(LookupError):
        db.call(write_and_break)
    assert rows(db, "SELECT * FROM attempts") == []


def test_foreign_keys_are_enforced(db: Database) -> None:
    with pytest.raises(peewee.IntegrityError, match="FOREIGN KEY"):
        rows(
            db,
            "INSERT INTO files (id, user_id, name, sha256, created_at, updated_at)"
            " VALUES ('1', 'nobody', 'game.py', 'none', 1, 1)",
        )


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    Database(tmp_path / "whole.db").close()
    assert [path.name for path in tmp_path.glob("whole.db*")] == ["whole.db"]


@pytest.mark.parametrize("microsecond", [0, 999, 1_000, 617_499, 617_501, 999_999])
def test_a_stored_moment_is_unchanged_to_the_millisecond(now: datetime, microsecond: int) -> None:
    moment = now.replace(microsecond=microsecond)
    field = MomentField()
    stored = field.python_value(field.db_value(moment))
    assert stored.isoformat(timespec="milliseconds") == moment.isoformat(timespec="milliseconds")
    assert field.db_value(stored) == field.db_value(moment)


def test_encodings_are_migrated_into_the_reports(tmp_path: Path) -> None:
    older = peewee.SqliteDatabase(tmp_path / "older.db")
    earlier = MIGRATIONS.index(ENCODING_IN_REPORTS)
    for statements in MIGRATIONS[:earlier]:
        run_migration(older, statements)
    for statement in (
        f"PRAGMA user_version = {earlier}",
        "INSERT INTO users (id, email, email_key, password_hash, role, created_at, turn)"
        " VALUES ('u', 'a@b.c', 'a@b.c', '', 'user', 1, 1)",
        "INSERT INTO contents VALUES ('c', 1, 1, 'iso-8859-1', 1, x'e4')",
        "INSERT INTO files (number, id, user_id, name, sha256, created_at, updated_at)"
        " VALUES (1, 'f', 'u', 'a.py', 'c', 1, 1)",
        "INSERT INTO reports (number, key, total, codes, summary, findings)"
        " VALUES (1, 'k', 0, '', '[{}, 0, {}, null]', '[]'), (2, 'l', 0, '', '[{}, 0, {}, null]', '[]')",
        "INSERT INTO checks (id, file_id, user_id, profile, state, attempts, created_at, report_id)"
        " VALUES ('c', 1, 'u', '{}', 'passed', 1, 1, 1)",
    ):
        older.execute_sql(statement)
    migrate(older, print)
    assert older.execute_sql("SELECT summary, quotes FROM reports ORDER BY number").fetchall() == [
        ('[{},0,{},null,"iso-8859-1",null,null,false]', "{}"),
        ("[{},0,{},null,null,null,null,false]", "{}"),
    ]
    older.close()
