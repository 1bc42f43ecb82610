"""The data directory is private, and one server's at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lintbox.storage.directory import InUse, lock_directory, prepare_directory, read_key


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    prepare_directory(tmp_path / "new" / "data")
    assert mode(tmp_path / "new" / "data") == 0o700


def test_an_open_directory_is_made_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    prepare_directory(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_second_server_is_told_the_first_ones_number(tmp_path: Path) -> None:
    with lock_directory(tmp_path), pytest.raises(InUse) as caught:
        lock_directory(tmp_path)
    assert caught.value.pid == os.getpid()


def test_a_lock_ends_with_its_file(tmp_path: Path) -> None:
    lock_directory(tmp_path).close()
    with lock_directory(tmp_path) as lock:
        assert not lock.closed


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    take = (
        "import os, sys; from pathlib import Path; from lintbox.storage.directory import lock_directory; "
        "lock = lock_directory(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", take, str(tmp_path)], check=False)
    assert ended.returncode == -9
    with lock_directory(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_who_holds_it_stays_written_after_a_refusal(tmp_path: Path) -> None:
    with lock_directory(tmp_path):
        for _ in range(2):
            with pytest.raises(InUse) as caught:
                lock_directory(tmp_path)
            assert caught.value.pid == os.getpid()


def test_the_key_is_made_once(tmp_path: Path) -> None:
    key = read_key(tmp_path)
    assert len(key) == 32
    assert read_key(tmp_path) == key


def test_another_directory_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert read_key(tmp_path) != read_key(tmp_path / "other")


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    read_key(tmp_path)
    assert mode(tmp_path / "key") == 0o600


def test_making_the_key_leaves_nothing_else(tmp_path: Path) -> None:
    read_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
