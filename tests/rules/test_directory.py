"""The data directory is private, and locked by one server at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lintbox.domain import StorageBroken
from lintbox.storage.directory import (
    DirectoryUnsafeError,
    Holder,
    InUse,
    find_holder,
    lock_directory,
    prepare_directory,
    read_key,
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_directory_is_for_its_owner_only(tmp_path: Path) -> None:
    prepare_directory(tmp_path / "new" / "data")
    assert mode(tmp_path / "new" / "data") == 0o700


@pytest.mark.parametrize("bits", [0o755, 0o750, 0o2775, 0o2770, 0o700])
def test_an_existing_directory_keeps_its_mode(tmp_path: Path, bits: int) -> None:
    tmp_path.chmod(bits)
    prepare_directory(tmp_path)
    assert tmp_path.stat().st_mode & 0o7777 == bits


@pytest.mark.parametrize("bits", [0o1777, 0o777, 0o702, 0o3777])
def test_a_world_writable_directory_is_refused(tmp_path: Path, bits: int) -> None:
    tmp_path.chmod(bits)
    with pytest.raises(DirectoryUnsafeError, match="every user of this machine may write"):
        prepare_directory(tmp_path)
    assert tmp_path.stat().st_mode & 0o7777 == bits


@pytest.mark.parametrize("name", ["lintbox.db", "key"])
def test_world_writable_data_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / name).chmod(0o606)
    with pytest.raises(DirectoryUnsafeError, match=name):
        prepare_directory(tmp_path)


@pytest.mark.parametrize("key", [b"", b"abc", b"k" * 31, b"k" * 33, b"k" * 100_000])
def test_a_key_has_32_bytes(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "key").write_bytes(key)
    with pytest.raises(StorageBroken, match="32 bytes"):
        read_key(tmp_path)
    assert (tmp_path / "key").read_bytes() == key


def test_finding_the_holder_creates_no_file(tmp_path: Path) -> None:
    assert find_holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_second_server_gets_the_process_id_of_the_first(tmp_path: Path) -> None:
    with lock_directory(tmp_path), pytest.raises(InUse) as caught:
        lock_directory(tmp_path)
    assert caught.value.holder.pid == os.getpid()


def test_commands_get_the_address_of_the_server(tmp_path: Path) -> None:
    with lock_directory(tmp_path, "http://127.0.0.1:8000"):
        assert find_holder(tmp_path) == Holder(os.getpid(), "http://127.0.0.1:8000")


def test_a_command_that_looks_for_a_server_keeps_none_from_starting(tmp_path: Path) -> None:
    command = lock_directory(tmp_path)
    with lock_directory(tmp_path, pause=lambda _: command.close()) as lock:
        assert not lock.closed


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
    with lock_directory(tmp_path), pytest.raises(InUse) as caught:
        lock_directory(tmp_path)
    assert caught.value.holder.pid == os.getpid()


def test_the_holder_stays_recorded_after_a_refusal(tmp_path: Path) -> None:
    with lock_directory(tmp_path):
        for _ in range(2):
            with pytest.raises(InUse) as caught:
                lock_directory(tmp_path)
            assert caught.value.holder.pid == os.getpid()


def test_the_key_is_created_once(tmp_path: Path) -> None:
    key = read_key(tmp_path)
    assert len(key) == 32
    assert read_key(tmp_path) == key


def test_another_directory_has_another_key(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert read_key(tmp_path) != read_key(tmp_path / "other")


def test_the_key_is_for_its_owner_only(tmp_path: Path) -> None:
    read_key(tmp_path)
    assert mode(tmp_path / "key") == 0o600


def test_creating_the_key_leaves_no_other_file(tmp_path: Path) -> None:
    read_key(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
