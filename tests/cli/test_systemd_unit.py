"""The systemd unit, and the server's notifications to systemd."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.program import run
from tests.running import Running

ANALYZE = shutil.which("systemd-analyze")


def read_unit(text: str) -> dict[str, list[str]]:
    """Return the values of each key; a key may occur more than once."""
    unit: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            unit.setdefault(name, []).append(value)
    return unit


def test_the_unit_starts_this_program_in_a_sandbox(tmp_path: Path) -> None:
    printed = run("systemd-unit", "--program", "/usr/local/bin/lintbox", folder=tmp_path)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert re.findall(r"^\[(\w+)\]$", printed.stdout, re.MULTILINE) == ["Unit", "Service", "Install"]
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


def test_the_unit_of_a_worker_gets_its_certificates_and_no_data(tmp_path: Path) -> None:
    printed = run("systemd-unit", "--worker", "--program", "/usr/local/bin/lintbox", folder=tmp_path)
    unit = read_unit(printed.stdout)
    assert unit["ExecStart"] == ["/usr/local/bin/lintbox worker"]
    assert "worker-key.pem:/etc/lintbox-worker/worker-key.pem" in unit["LoadCredential"]
    assert "LINTBOX_CHECK_ENGINE_KEY=%d/worker-key.pem" in unit["Environment"]
    assert {"StateDirectory", "WatchdogSec"} & unit.keys() == set()


@pytest.mark.skipif(ANALYZE is None, reason="this system has no systemd")
@pytest.mark.parametrize("options", [[], ["--worker"]])
def test_systemd_analyze_accepts_the_unit(tmp_path: Path, options: list[str]) -> None:
    program = shutil.which("true")
    printed = run("systemd-unit", "--program", program, *options, folder=tmp_path)
    unit = tmp_path / "lintbox.service"
    unit.write_text(printed.stdout)
    verified = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in verified.stderr.splitlines() if "lintbox" in line] == []


def test_a_program_that_the_unit_cannot_access_gives_a_warning(tmp_path: Path) -> None:
    printed = run("systemd-unit", "--program", "/home/ada/my lintbox", folder=tmp_path)
    assert "has no access to /home/ada/my lintbox" in printed.stderr
    assert read_unit(printed.stdout)["ExecStart"] == ['"/home/ada/my lintbox" serve --no-browser']


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket that systemd listens on, in a folder of its own: its path has at most 107 bytes."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"{folder}/notify")
        listening.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", f"{folder}/notify")
        yield listening


def receive(manager: socket.socket, prefix: str) -> str:
    while not (message := manager.recv(4096).decode()).startswith(prefix):
        pass
    return message


def test_systemd_is_notified_of_ready_watchdog_and_stopping(
    start: Callable[..., Running], manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    server = start()
    assert f"STATUS=Serving {server.url}" in receive(manager, "READY=1")
    receive(manager, "WATCHDOG=1")
    assert server.stop() == 0
    receive(manager, "STOPPING=1")


def test_the_watchdog_of_another_process_is_ignored(
    start: Callable[..., Running], manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getppid()))
    server = start()
    receive(manager, "READY=1")
    assert server.stop() == 0
    assert manager.recv(4096).startswith(b"STOPPING=1")
