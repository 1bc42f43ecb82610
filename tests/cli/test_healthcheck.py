"""The probe as a command, for containers and service managers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.program import run
from tests.running import Running


def port_of(server: Running) -> int:
    port = urlsplit(server.url).port
    assert port
    return port


def test_healthcheck_exits_0_for_a_ready_server(server: Running, tmp_path: Path) -> None:
    result = run("healthcheck", folder=tmp_path, port=port_of(server))
    assert (result.returncode, result.stderr) == (0, "")
    assert "is ready" in result.stdout


def test_healthcheck_exits_1_and_names_the_component_that_is_not_ready(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    port = port_of(start(disk_reserve="1024TiB"))
    result = run("healthcheck", "--port", port, folder=tmp_path)
    assert (result.returncode, result.stderr) == (1, "lintbox: the server is not ready\n")
    assert result.stdout.startswith("disk: ")
    assert run("healthcheck", "--alive", "--port", port, folder=tmp_path).returncode == 0


def test_healthcheck_exits_1_with_a_sentence_without_a_server(tmp_path: Path) -> None:
    with socket.socket() as bound:  # bound, but not listening
        bound.bind(("127.0.0.1", 0))
        result = run("healthcheck", folder=tmp_path, port=bound.getsockname()[1], host="0.0.0.0")  # noqa: S104
    assert result.returncode == 1
    assert result.stderr.startswith("lintbox: no answer from 127.0.0.1:")
    assert result.stderr.count("\n") == 1


def test_healthcheck_needs_the_port_when_the_setting_is_0(tmp_path: Path) -> None:
    result = run("healthcheck", folder=tmp_path, port=0)
    assert result.returncode == 2
    assert "--port" in result.stderr
