"""Daily, manual and pre-migration backups, and their rotation."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from threading import Event

import pytest

from lintbox.background.backups import BackupTask
from lintbox.domain import User
from lintbox.events import Events, WakeEvent
from lintbox.services import backups
from lintbox.services.heartbeats import Heartbeats
from lintbox.services.runtime import Runtime
from lintbox.storage import backup, backup_rotation, server_state
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE
from lintbox.storage.migrations import FIRST_TABLES, MIGRATIONS
from tests.rules.harness import Harness, rows


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_a_daily_backup_is_verified_and_leaves_no_other_files(
    harness: Harness, alice: User, tmp_path: Path
) -> None:
    harness.add(alice)
    name, made = backup_rotation.make_daily(tmp_path, 7, harness.now)
    assert names(tmp_path) == [name] == ["daily-2026-11-23T14-05-09Z.db"]
    assert (made.counts["users"], made.counts["files"]) == (1, 1)
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700


def test_the_newest_seven_are_kept(harness: Harness, tmp_path: Path) -> None:
    for day in range(9):
        backup_rotation.make_daily(tmp_path, 7, harness.at(days=day).now)
    days = [name[6:16] for name in names(tmp_path)]
    assert days == [*(f"2026-11-{day}" for day in range(25, 31)), "2026-12-01"]


def test_rotation_keeps_the_new_backup_after_the_clock_was_set_back(harness: Harness, tmp_path: Path) -> None:
    for day in (3, 4, 0):
        name, _ = backup_rotation.make_daily(tmp_path, 2, harness.at(days=day).now)
    assert name in names(tmp_path)
    assert len(names(tmp_path)) == 2


def test_concurrent_backups_run_one_at_a_time(harness: Harness, tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def hold_up() -> bool:
        begun.set()
        go_on.wait(60)
        return False

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(backup_rotation.make_manual, tmp_path, harness.now, hold_up)
        begun.wait(60)
        second = threads.submit(backup_rotation.make_manual, tmp_path, harness.at(days=1).now)
        assert not wait([second], timeout=1).done
        go_on.set()
        made = [one.result(60)[0] for one in (first, second)]
    assert names(tmp_path) == made


def test_a_backup_is_due_one_day_after_the_last(harness: Harness, tmp_path: Path) -> None:
    assert harness.db.call(backups.is_due, harness.now)
    harness.db.call(backups.record, *backup_rotation.make_daily(tmp_path, 7, harness.now), harness.now)
    assert not harness.db.call(backups.is_due, harness.at(hours=23).now)
    assert harness.db.call(backups.is_due, harness.at(hours=24).now)


def test_a_backup_is_due_when_the_last_is_in_the_future(harness: Harness, tmp_path: Path) -> None:
    harness.db.call(backups.record, *backup_rotation.make_daily(tmp_path, 7, harness.now), harness.now)
    assert harness.db.call(backups.is_due, harness.at(minutes=-5).now)


def test_no_backup_starts_without_enough_disk_space(harness: Harness, tmp_path: Path) -> None:
    with (tmp_path / DATABASE).open("r+b") as sparse:
        sparse.truncate(disk_usage(tmp_path).free)
    with pytest.raises(backup.BackupFailed, match="no room"):
        backup_rotation.make_daily(tmp_path, 7, harness.now)
    assert not (tmp_path / "backups").exists()


class Heard(Heartbeats):
    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    def record(self, name: str) -> None:
        super().record(name)
        self.heard.set()


def run_loop(harness: Harness, moment: datetime) -> None:
    heartbeats = Heard()
    runtime = Runtime(
        harness.db,
        harness.settings,
        harness.link_builder,
        Events(),
        WakeEvent(),
        WakeEvent(),
        WakeEvent(),
        lambda: moment,
        heartbeats,
    )
    loop = BackupTask(runtime, poll_seconds=0.001)

    async def run_until_the_first_heartbeat() -> None:
        task = asyncio.create_task(loop.run())
        async with asyncio.timeout(20):
            await heartbeats.heard.wait()
        task.cancel()
        await loop.finish()

    asyncio.run(run_until_the_first_heartbeat())


def test_the_background_task_records_backups_for_administrators(
    harness: Harness, alice: User, tmp_path: Path
) -> None:
    harness.add(alice)
    run_loop(harness, harness.now)
    (name,) = names(tmp_path)
    fact = harness.db.call(server_state.read, "backup")
    assert fact
    assert (fact.at, fact.value["file"], fact.value["users"]) == (harness.now, name, 1)
    run_loop(harness, harness.now + timedelta(hours=1))
    assert names(tmp_path) == [name]


def test_a_failed_backup_is_recorded_until_one_succeeds(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder belongs")
    run_loop(harness, harness.now)
    failure = harness.db.call(server_state.read, "backup-trouble")
    assert failure
    assert failure.value["detail"]
    (tmp_path / "backups").unlink()
    run_loop(harness, harness.now)
    assert harness.db.call(server_state.read, "backup-trouble") is None


def make_old(folder: Path) -> None:
    """Create a database with the first schema and one user."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript(FIRST_TABLES)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO users VALUES ('1', 'a@b.example', 'a@b.example', '', 'user', 1, 1, 0)"
        )
        connection.commit()


def test_a_backup_is_made_before_a_migration(tmp_path: Path) -> None:
    make_old(tmp_path)
    database = Database(tmp_path / DATABASE)
    assert rows(database, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    database.close()
    (name,) = names(tmp_path)
    assert name.startswith("before-schema-2-")
    kept = backup.validate(tmp_path / "backups" / name)
    assert (kept.schema, kept.counts["users"]) == (1, 1)


def test_a_failed_backup_prevents_the_migration(tmp_path: Path) -> None:
    make_old(tmp_path)
    (tmp_path / "backups").write_text("a file where the folder belongs")
    with pytest.raises(backup.BackupFailed):
        Database(tmp_path / DATABASE)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_new_database_and_a_current_one_need_no_backup(tmp_path: Path) -> None:
    for _ in range(2):
        Database(tmp_path / DATABASE).close()
    assert not (tmp_path / "backups").exists()
