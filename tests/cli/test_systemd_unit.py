"""The unit for systemd, and what the server tells it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.running import Running


def read_unit(text: str) -> dict[str, list[str]]:
    """Return the values of each key; a key may come more than once."""
    unit: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            unit.setdefault(name, []).append(value)
    return unit


def test_the_unit_starts_this_program_and_shuts_it_in(tmp_path: Path) -> None:
    printed = run("systemd-unit", "--program", "/usr/local/bin/lintbox", folder=tmp_path)
    assert (printed.returncode, printed.stderr) == (0, "")
    unit = read_unit(printed.stdout)
    assert unit["ExecStart"] == ["/usr/local/bin/lintbox serve --no-browser"]
    expected = {
        "Type": "notify",
        "NotifyAccess": "all",
        "KillMode": "mixed",
        "WatchdogSec": "60",
        "StateDirectory": "lintbox",
        "DynamicUser": "yes",
        "ProtectSystem": "strict",
        "NoNewPrivileges": "yes",
    }
    assert {name: unit[name] for name in expected} == {name: [value] for name, value in expected.items()}


def test_systemd_itself_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    program = shutil.which("true")
    printed = run("systemd-unit", "--program", program, folder=tmp_path)
    unit = tmp_path / "lintbox.service"
    unit.write_text(printed.stdout)
    known = {"Unit", "Service", "Install"}
    assert {line[1:-1] for line in printed.stdout.splitlines() if line.startswith("[")} == known
    if analyze := shutil.which("systemd-analyze"):  # where there is systemd
        judged = subprocess.run(
            [analyze, "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False
        )
        assert [line for line in judged.stderr.splitlines() if "lintbox" in line] == []


def test_a_program_that_the_unit_could_not_see_is_told(tmp_path: Path) -> None:
    printed = run("systemd-unit", "--program", "/home/ada/my lintbox", folder=tmp_path)
    assert "has no access to /home/ada/my lintbox" in printed.stderr
    assert read_unit(printed.stdout)["ExecStart"] == ['"/home/ada/my lintbox" serve --no-browser']


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket that systemd listens on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def receive(manager: socket.socket, word: str) -> str:
    while not (said := manager.recv(4096).decode()).startswith(word):
        pass
    return said


def test_systemd_hears_when_it_is_ready_alive_and_stopping(
    start: Callable[..., Running], manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    server = start()
    assert f"STATUS=Serving {server.url}" in receive(manager, "READY=1")
    receive(manager, "WATCHDOG=1")
    assert server.stop() == 0
    receive(manager, "STOPPING=1")


def test_a_watchdog_of_another_process_is_left_alone(
    start: Callable[..., Running], manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getppid()))
    server = start()
    receive(manager, "READY=1")
    assert server.stop() == 0
    assert manager.recv(4096).startswith(b"STOPPING=1")
