"""A FIFO, device, socket or folder in place of a file ends a command with a sentence; none waits for ever."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.cli.program import make_data, run

BESIDE_DATABASE = ["lintbox.db", "lintbox.db-wal", "lintbox.db-shm", "lintbox.db-journal"]


def put(kind: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.unlink(missing_ok=True)
    if kind == "FIFO":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "device":
        file.symlink_to("/dev/zero")
    else:
        monkeypatch.chdir(file.parent)  # the path of a socket has at most 107 bytes
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(file.name)
    if kind != "device":
        file.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, "FIFO") for name in ("key", "lock", *BESIDE_DATABASE)),
        ("key", "folder"),
        ("lock", "socket"),
        ("lintbox.db", "folder"),
        ("lintbox.db-journal", "socket"),
        ("key", "device"),
    ],
)
def test_a_server_does_not_start_with_an_irregular_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    put(kind, make_data(tmp_path / "data") / name, monkeypatch)
    ended = run("--data-dir", "data", "--port", "0", "--no-browser", folder=tmp_path)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("lintbox: ")
    assert ended.stderr.count("\n") == 1
    # a device that everybody may write to is refused for that
    assert f"{name} is no regular file" in ended.stderr or kind == "device"


@pytest.mark.parametrize("command", ["sweep", "admin list", "mail list", "doctor", "backup copy.db"])
@pytest.mark.parametrize("name", ["lintbox.db", "lock"])
def test_a_command_ends_with_an_irregular_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    put("FIFO", make_data(tmp_path / "data") / name, monkeypatch)
    ended = run(*command.split(), "--data-dir", "data", folder=tmp_path)
    assert ended.returncode in {0, 1, 2}
    assert "bug in Lintbox" not in ended.stderr


def test_a_fifo_is_no_backup(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "copy.db")
    for command in ("restore", "backup"):
        make_data(tmp_path / command)
        ended = run(command, "copy.db", "--data-dir", command, folder=tmp_path)
        assert ended.returncode == 1
        assert "not a regular file" in ended.stderr


def test_a_setting_in_a_fifo_without_a_writer_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "port")
    ended = run("config", "show", folder=tmp_path, port_file=tmp_path / "port")
    assert ended.returncode == 2
    assert "not a regular file" in ended.stderr


def test_a_data_directory_without_files_is_refused_with_advice(tmp_path: Path) -> None:
    for folder in ("/proc/self", "/proc/self/nothing"):
        ended = run("--data-dir", folder, "--port", "0", "--no-browser", folder=tmp_path)
        assert ended.returncode == 2
        assert "Errno" not in ended.stderr
        assert "Choose a folder in which Lintbox may create files" in ended.stderr
