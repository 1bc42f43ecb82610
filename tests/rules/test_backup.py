"""Backups are complete and validated, and restoring returns the same data."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lintbox.domain import User
from lintbox.storage import backup
from lintbox.storage.backup import BackupFailed
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE, read_key
from lintbox.storage.migrations import MIGRATIONS
from tests.rules.harness import UNUSED_IMPORT, Harness, report, rows


@pytest.fixture
def made(harness: Harness, alice: User, tmp_path: Path) -> Path:
    harness.add(alice, data=b"import os\n")
    harness.check(report(UNUSED_IMPORT))
    backup.make(tmp_path / DATABASE, tmp_path / "backup.db", harness.now)
    return tmp_path / "backup.db"


def ask(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(sql).fetchall()


def spoil(file: Path) -> None:
    """Overwrite a page in the middle, as a failing disk does."""
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        opened.write(b"\xff" * 4096)


def test_a_backup_is_one_file_for_its_owner_only(made: Path, tmp_path: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup.db"]


def test_a_backup_describes_its_content(made: Path, now: datetime) -> None:
    content = backup.validate(made)
    assert (content.made_at, content.schema, content.size_bytes) == (
        now,
        len(MIGRATIONS),
        made.stat().st_size,
    )
    tables = ("users", "files", "contents", "checks", "reports", "outbox")
    assert content.counts == dict.fromkeys(tables, 1)


def test_a_backup_includes_the_last_write(harness: Harness, alice: User, made: Path, tmp_path: Path) -> None:
    harness.add(alice, "later.py")
    assert ask(made, "SELECT name FROM files") == [("game.py",)]
    backup.make(tmp_path / DATABASE, made, harness.now)
    assert ask(made, "SELECT name FROM files") == [("game.py",), ("later.py",)]


def test_a_file_that_is_no_backup_is_never_replaced(made: Path, tmp_path: Path, now: datetime) -> None:
    homework = tmp_path / "homework.py"
    homework.write_text("x = 1\n")
    for path, message in (
        (homework, "is not a Lintbox backup"),
        (tmp_path / DATABASE, "is not a Lintbox backup"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(BackupFailed, match=message):
            backup.make(tmp_path / DATABASE, path, now)
    assert homework.read_text() == "x = 1\n"
    assert backup.validate(made).counts["files"] == 1


def test_a_damaged_database_does_not_replace_a_good_backup(
    harness: Harness, made: Path, tmp_path: Path
) -> None:
    before = made.read_bytes()
    broken = tmp_path / "broken"
    broken.mkdir()
    backup.restore(made, broken, harness.now)
    spoil(broken / DATABASE)
    with pytest.raises(BackupFailed):
        backup.make(broken / DATABASE, made, harness.now)
    assert made.read_bytes() == before
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_without_data_there_is_no_backup(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(BackupFailed, match="there is no data"):
        backup.make(tmp_path / "nothing" / DATABASE, tmp_path / "backup.db", now)


def test_a_restored_database_equals_the_original(made: Path, db: Database, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    backup.restore(made, restored, datetime.now().astimezone())
    tables = [name for (name,) in rows(db, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert ask(restored / DATABASE, "SELECT sql FROM sqlite_master") == rows(
        db, "SELECT sql FROM sqlite_master"
    )
    assert "files" in tables
    for table in tables:
        everything = f"SELECT * FROM {table}"  # noqa: S608
        assert ask(restored / DATABASE, everything) == rows(db, everything)
    assert ask(restored / DATABASE, "PRAGMA integrity_check") == [("ok",)]


def test_the_key_is_restored_and_not_left_in_the_database(made: Path, tmp_path: Path, now: datetime) -> None:
    restored = tmp_path / "restored"
    backup.restore(made, restored, now)
    assert read_key(restored) == read_key(tmp_path)
    assert (restored / "key").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path) in made.read_bytes()
    assert read_key(tmp_path) not in (restored / DATABASE).read_bytes()
    assert restored.stat().st_mode & 0o777 == 0o700


def test_the_former_data_is_kept_aside(made: Path, tmp_path: Path, now: datetime) -> None:
    former = tmp_path / "former"
    former.mkdir()
    with closing(sqlite3.connect(former / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE old (x)")
    _, aside = backup.restore(made, former, now)
    assert aside == former / "before-restore-2026-11-23T14-05-09Z"
    assert ask(aside / DATABASE, "SELECT name FROM sqlite_master") == [("old",)]
    assert ask(former / DATABASE, "SELECT name FROM files") == [("game.py",)]
    assert sorted(path.name for path in former.iterdir()) == [aside.name, "key", DATABASE]


@pytest.mark.parametrize("data", [b"", b"x = 1\n", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_backup_is_not_restored(
    harness: Harness, alice: User, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "other.db").write_bytes(data)
    with pytest.raises(BackupFailed, match="is not a Lintbox backup"):
        backup.restore(tmp_path / "other.db", tmp_path, harness.now)
    assert rows(harness.db, "SELECT id FROM users") == [(alice.id,)]


def test_a_damaged_backup_is_not_restored(made: Path, tmp_path: Path, now: datetime) -> None:
    spoil(made)
    with pytest.raises(BackupFailed):
        backup.restore(made, tmp_path / "restored", now)
    assert not (tmp_path / "restored" / DATABASE).exists()


def test_a_backup_that_lost_rows_is_not_restored(made: Path, tmp_path: Path, now: datetime) -> None:
    with closing(sqlite3.connect(made)) as connection, connection:
        connection.execute("DELETE FROM outbox")
    with pytest.raises(BackupFailed, match="were expected"):
        backup.restore(made, tmp_path / "restored", now)


def test_a_backup_of_a_later_lintbox_is_refused(made: Path, tmp_path: Path, now: datetime) -> None:
    with closing(sqlite3.connect(made)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(BackupFailed, match="of a later Lintbox"):
        backup.restore(made, tmp_path / "restored", now)


def test_a_backup_that_is_stopped_leaves_nothing(made: Path, tmp_path: Path, now: datetime) -> None:
    before = made.read_bytes()
    with pytest.raises(BackupFailed, match="stopped"):
        backup.make(tmp_path / DATABASE, made, now + timedelta(days=1), lambda: True)
    assert made.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []
