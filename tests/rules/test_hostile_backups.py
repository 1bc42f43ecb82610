"""A backup is data: foreign content is refused with a message, and nothing of it runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lintbox.storage import backup
from lintbox.storage.backup import BackupFailed
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE
from lintbox.storage.migrations import MIGRATIONS
from lintbox.storage.untrusted_backup import build
from tests.cpu_time import at_most_cpu
from tests.rules import hostile_backups

NOW = datetime(2026, 11, 23, 14, 5, 9, tzinfo=UTC)
HOSTILE = hostile_backups.changes()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("good")
    Database(folder / DATABASE).close()
    hostile_backups.fill(folder / DATABASE)
    backup.make(folder / DATABASE, folder / "good.db", NOW)
    return (folder / "good.db").read_bytes()


@pytest.fixture
def file(good: bytes, tmp_path: Path) -> Path:
    (tmp_path / "backup.db").write_bytes(good)
    return tmp_path / "backup.db"


def test_there_are_enough_hostile_backups() -> None:
    assert len(HOSTILE) >= 200


def test_the_unmodified_backup_is_restored(file: Path, tmp_path: Path) -> None:
    restored, _ = backup.restore(file, tmp_path / "data", NOW)
    assert set(restored.counts.values()) == {1}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_backup_is_refused_with_a_sentence(file: Path, tmp_path: Path, name: str) -> None:
    HOSTILE[name](file)
    with at_most_cpu(), pytest.raises(BackupFailed) as caught:
        backup.restore(file, tmp_path / "data", NOW)
    assert str(caught.value).isprintable()
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_are_refused_or_restored(file: Path, tmp_path: Path, seed: int) -> None:
    hostile_backups.flip(file, seed)
    try:
        backup.restore(file, tmp_path / "data", NOW)
    except BackupFailed as error:
        outcome = str(error)
    else:
        outcome = "restored"
    assert outcome.isprintable()


@pytest.mark.parametrize("schema", range(1, len(MIGRATIONS)))
def test_a_backup_of_an_earlier_lintbox_is_migrated(tmp_path: Path, schema: int) -> None:
    (tmp_path / "old").mkdir()
    build(tmp_path / "old" / DATABASE, 0, schema)
    with closing(sqlite3.connect(tmp_path / "old" / DATABASE)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(users)")]
        known = {"id": "1", "email_key": "a@b.example", "role": "user", "result_mail": "always"}
        values = [known.get(name, 1) for name in columns]
        marks = ", ".join("?" * len(columns))
        connection.execute(f"INSERT INTO users VALUES ({marks})", values)  # noqa: S608
    backup.make(tmp_path / "old" / DATABASE, tmp_path / "backup.db", NOW)
    backup.restore(tmp_path / "backup.db", tmp_path / "data", NOW)
    with closing(sqlite3.connect(tmp_path / "data" / DATABASE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)


def test_the_error_names_the_damaged_database(file: Path, tmp_path: Path) -> None:
    backup.restore(file, tmp_path / "data", NOW)
    database = tmp_path / "data" / DATABASE
    with database.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xff" * (database.stat().st_size - 8192))
    with pytest.raises(BackupFailed, match=r"data/lintbox\.db is damaged") as caught:
        backup.make(database, tmp_path / "next.db", NOW)
    assert "next.db" not in str(caught.value)
