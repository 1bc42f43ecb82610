"""Commands that need data create none, and do not change existing files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import make_data, run

NEED_DATA = [
    "sweep",
    "admin list",
    "admin verify ada@school.example",
    "admin disable ada@school.example",
    "admin enable ada@school.example",
    "admin reset ada@school.example",
    "mail list",
    "mail show 1",
    "mail test ada@school.example",
    "backup copy.db",
]
PASSWORD = "orange giraffe tin whistle\n"


@pytest.mark.parametrize("words", NEED_DATA)
def test_a_command_without_data_creates_none(tmp_path: Path, words: str) -> None:
    ended = run(*words.split(), folder=tmp_path, data_dir="typo")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "lintbox: there is no Lintbox data in typo\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["admin list", "doctor"])
@pytest.mark.parametrize("bits", [0o1777, 0o2775, 0o755])
def test_a_foreign_folder_is_not_changed(tmp_path: Path, words: str, bits: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "thesis.txt").touch()
    folder.chmod(bits)
    run(*words.split(), folder=tmp_path, data_dir="shared")
    assert folder.stat().st_mode & 0o7777 == bits
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_admin_create_before_the_first_start_creates_private_files(tmp_path: Path) -> None:
    words = ("admin", "create", "ada@school.example", "--password-stdin")
    assert run(*words, folder=tmp_path, stdin=PASSWORD).returncode == 0
    folder = tmp_path / "lintbox-data"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("words", ["serve --port 0 --no-browser", "admin list", "backup copy.db", "doctor"])
@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_database_is_not_replaced_by_an_empty_one(tmp_path: Path, words: str, how: str) -> None:
    folder = make_data(tmp_path / "data")
    shutil.copy(folder / "lintbox.db", tmp_path / "copy")
    (folder / "lintbox.db").unlink()
    if how == "empty":
        (folder / "lintbox.db").touch()
    (folder / "backups").mkdir()
    for name in (
        "daily-2026-11-22T01-00-00Z",
        "by-hand-2026-11-23T01-00-00.5Z",
        "daily-2026-11-21T01-00-00Z",
    ):
        (folder / "backups" / f"{name}.db").write_text("a backup")
    ended = run(*words.split(), folder=tmp_path, data_dir="data")
    assert ended.returncode == (1 if words == "doctor" else 2)
    command = "lintbox restore data/backups/by-hand-2026-11-23T01-00-00.5Z.db --data-dir data"
    assert command in ended.stdout + ended.stderr
    assert (folder / "lintbox.db").exists() == (how == "empty")
