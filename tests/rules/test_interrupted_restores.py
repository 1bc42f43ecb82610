"""A restore that fails or is killed loses nothing of the former data."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lintbox.domain import User
from lintbox.storage import backup
from lintbox.storage.backup import BackupFailed
from lintbox.storage.directory import DATABASE, KEY
from lintbox.storage.lost_database import find_loss
from tests.rules.harness import Harness

LOG = f"{DATABASE}-wal"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
FORMER, RESTORED = {"game.py", "later.py"}, {"game.py"}


@pytest.fixture
def restored(harness: Harness, alice: User, tmp_path: Path) -> Path:
    """The data of a backup with one file."""
    harness.add(alice)
    backup.make(tmp_path / DATABASE, tmp_path / "backup.db", harness.now)
    backup.restore(tmp_path / "backup.db", tmp_path / "restored", harness.now)
    return tmp_path / "restored"


@pytest.fixture
def former(harness: Harness, alice: User, restored: Path) -> Path:
    """The data as after a crash, with a later file in the log, and with another key."""
    harness.add(alice, "later.py")
    folder = restored.with_name("former")
    folder.mkdir()
    for name in (DATABASE, LOG):
        shutil.copy(restored.parent / name, folder)
    (folder / KEY).write_bytes(b"f" * 32)
    assert (folder / LOG).stat().st_size
    return folder


def interrupt(mode: str, former: Path, restored: Path) -> list[tuple[Path, str]]:
    """Return the folder and the error of each restore; the last one succeeds."""
    folder = former.with_name("restores")
    folder.mkdir()
    words = [mode, str(former), str(restored), str(folder)]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.rules.interrupted_restores", *words],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    errors = ended.stdout.split("\n")[:-1]
    assert len(errors) > 5
    assert errors[-1] == ""
    return [(folder / str(number), error) for number, error in enumerate(errors)]


def read_files(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in connection.execute("SELECT name FROM files")}


def test_a_restore_that_fails_has_changed_nothing(former: Path, restored: Path) -> None:
    *failed, (complete, _) = interrupt("fail", former, restored)
    for folder, error in failed:
        assert "Input/output error" in error
        assert not list(folder.glob("before-restore-*"))
        assert (folder / KEY).read_bytes() == b"f" * 32
        assert read_files(folder) == FORMER
    assert read_files(complete) == RESTORED
    assert (complete / KEY).read_bytes() == (restored / KEY).read_bytes()
    assert read_files(next(complete.glob("before-restore-*"))) == FORMER


def test_a_restore_that_is_killed_leaves_complete_data(former: Path, restored: Path) -> None:
    found = [read_files(folder) for folder, _ in interrupt("kill", former, restored)]
    assert found[0] == FORMER
    assert found == sorted(found, key=len, reverse=True)
    assert {frozenset(files) for files in found} == {frozenset(FORMER), frozenset(RESTORED)}


def test_where_nothing_can_be_put_back_the_error_names_the_former_data(former: Path, restored: Path) -> None:
    *failed, _ = interrupt("stay", former, restored)
    for folder, error in failed:
        aside = next(folder.glob("before-restore-*"), folder)
        in_place = read_files(folder) == FORMER and (folder / KEY).read_bytes() == b"f" * 32
        assert in_place or (str(aside) in error and read_files(aside) == FORMER)


@pytest.mark.parametrize("mode", ["-fail", "-kill"])
def test_a_log_that_cannot_be_merged_stays_with_its_database(former: Path, restored: Path, mode: str) -> None:
    *interrupted, (complete, _) = interrupt(mode, former, restored)
    places = [find_former(folder) if mode == "-kill" else folder for folder, _ in interrupted]
    assert len({place.name.isdigit() for place in places}) == (2 if mode == "-kill" else 1)
    for place in (*places, find_former(complete)):
        assert (place / LOG).exists()
        assert read_files(place) == FORMER


def find_former(folder: Path) -> Path:
    """Return where the former data is complete: in place, or aside if no server starts or it is replaced."""
    aside = next(folder.glob("before-restore-*"), folder)
    if not (folder / DATABASE).exists():
        assert "is missing" in str(find_loss(folder))
        return aside
    if (folder / LOG).exists():
        return folder
    assert read_files(folder) == RESTORED
    return aside


def test_what_a_killed_restore_unpacked_is_removed_by_the_next(former: Path, tmp_path: Path) -> None:
    (former / ".restoring-before").mkdir()
    (former / ".restoring-before" / DATABASE).write_bytes(b"half")
    backup.restore(tmp_path / "backup.db", former, NOW)
    assert not list(former.glob(".restoring-*"))


def test_a_database_that_another_program_has_open_is_not_replaced(former: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(former / DATABASE)) as other:
        other.execute("SELECT name FROM files").fetchall()
        with pytest.raises(BackupFailed, match=r"another program has .* open"):
            backup.restore(tmp_path / "backup.db", former, NOW)
        assert ("later.py",) in other.execute("SELECT name FROM files").fetchall()
    backup.restore(tmp_path / "backup.db", former, NOW)
    assert read_files(former) == RESTORED
