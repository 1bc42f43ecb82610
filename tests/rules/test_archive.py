"""The backups that Lintbox makes by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
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
from tests.rules.desk import Desk, rows


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "backups").iterdir())


def test_a_daily_backup_is_proved_and_leaves_nothing_else(desk: Desk, alice: User, tmp_path: Path) -> None:
    desk.add(alice)
    name, made = backup_rotation.make_daily(tmp_path, 7, desk.now)
    assert names(tmp_path) == [name] == ["daily-2026-11-23T14-05-09Z.db"]
    assert (made.counts["users"], made.counts["files"]) == (1, 1)
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700


def test_the_newest_seven_are_kept(desk: Desk, tmp_path: Path) -> None:
    for day in range(9):
        backup_rotation.make_daily(tmp_path, 7, desk.at(days=day).now)
    days = [name[6:16] for name in names(tmp_path)]
    assert days == [*(f"2026-11-{day}" for day in range(25, 31)), "2026-12-01"]


def test_a_clock_that_was_set_back_does_not_take_the_backup_just_made(desk: Desk, tmp_path: Path) -> None:
    for day in (3, 4, 0):
        name, _ = backup_rotation.make_daily(tmp_path, 2, desk.at(days=day).now)
    assert name in names(tmp_path)
    assert len(names(tmp_path)) == 2


def test_backups_are_made_one_after_the_other(desk: Desk, tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def hold_up() -> bool:
        begun.set()
        go_on.wait(60)
        return False

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(backup_rotation.make_manual, tmp_path, desk.now, hold_up)
        begun.wait(60)
        second = threads.submit(backup_rotation.make_manual, tmp_path, desk.at(days=1).now)
        assert not wait([second], timeout=1).done
        go_on.set()
        made = [one.result(60)[0] for one in (first, second)]
    assert names(tmp_path) == made


def test_a_backup_is_due_a_day_after_the_last(desk: Desk, tmp_path: Path) -> None:
    assert desk.db.call(backups.is_due, desk.now)
    desk.db.call(backups.record, *backup_rotation.make_daily(tmp_path, 7, desk.now), desk.now)
    assert not desk.db.call(backups.is_due, desk.at(hours=23).now)
    assert desk.db.call(backups.is_due, desk.at(hours=24).now)


def test_a_backup_is_due_when_the_last_is_from_the_future(desk: Desk, tmp_path: Path) -> None:
    desk.db.call(backups.record, *backup_rotation.make_daily(tmp_path, 7, desk.now), desk.now)
    assert desk.db.call(backups.is_due, desk.at(minutes=-5).now)


def test_without_room_for_a_backup_none_is_begun(desk: Desk, tmp_path: Path) -> None:
    with (tmp_path / DATABASE).open("r+b") as sparse:
        sparse.truncate(2**42)
    with pytest.raises(backup.BackupFailed, match="no room"):
        backup_rotation.make_daily(tmp_path, 7, desk.now)
    assert not (tmp_path / "backups").exists()


class Heard(Heartbeats):
    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    def record(self, name: str) -> None:
        super().record(name)
        self.heard.set()


def run_loop(desk: Desk, moment: datetime) -> None:
    heartbeats = Heard()
    runtime = Runtime(
        desk.db,
        desk.settings,
        desk.link_builder,
        Events(),
        WakeEvent(),
        WakeEvent(),
        lambda: moment,
        heartbeats,
    )
    loop = BackupTask(runtime, poll_seconds=0.001)

    async def run_until_it_beats() -> None:
        task = asyncio.create_task(loop.run())
        async with asyncio.timeout(20):
            await heartbeats.heard.wait()
        task.cancel()
        await loop.finish()

    asyncio.run(run_until_it_beats())


def test_the_loop_keeps_what_the_administrator_reads(desk: Desk, alice: User, tmp_path: Path) -> None:
    desk.add(alice)
    run_loop(desk, desk.now)
    (name,) = names(tmp_path)
    fact = desk.db.call(server_state.read, "backup")
    assert fact
    assert (fact.at, fact.value["file"], fact.value["users"]) == (desk.now, name, 1)
    run_loop(desk, desk.now + timedelta(hours=1))
    assert names(tmp_path) == [name]


def test_a_failed_backup_is_told_until_one_succeeds(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder belongs")
    run_loop(desk, desk.now)
    trouble = desk.db.call(server_state.read, "backup-trouble")
    assert trouble
    assert trouble.value["detail"]
    (tmp_path / "backups").unlink()
    run_loop(desk, desk.now)
    assert desk.db.call(server_state.read, "backup-trouble") is None


def make_old(folder: Path) -> None:
    """Make a database as the first Lintbox did, with a user in it."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript(FIRST_TABLES)
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO users VALUES ('1', 'a@b.example', 'a@b.example', '', 'user', 1, 1, 0)"
        )
        connection.commit()


def test_before_a_migration_there_is_a_backup(tmp_path: Path) -> None:
    make_old(tmp_path)
    database = Database(tmp_path / DATABASE)
    assert rows(database, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    database.close()
    (name,) = names(tmp_path)
    assert name.startswith("before-schema-2-")
    kept = backup.validate(tmp_path / "backups" / name)
    assert (kept.schema, kept.counts["users"]) == (1, 1)


def test_without_a_backup_nothing_is_migrated(tmp_path: Path) -> None:
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
