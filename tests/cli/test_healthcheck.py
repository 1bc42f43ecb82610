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


def test_a_server_that_is_ready_is_0(server: Running, tmp_path: Path) -> None:
    asked = run("healthcheck", folder=tmp_path, port=port_of(server))
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "is ready" in asked.stdout


def test_a_server_that_is_not_ready_is_1_with_the_part(start: Callable[..., Running], tmp_path: Path) -> None:
    port = port_of(start(disk_reserve="1024TiB"))
    asked = run("healthcheck", "--port", port, folder=tmp_path)
    assert (asked.returncode, asked.stderr) == (1, "lintbox: the server is not ready\n")
    assert asked.stdout.startswith("disk: ")
    assert run("healthcheck", "--alive", "--port", port, folder=tmp_path).returncode == 0


def test_no_server_is_1_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as bound:  # bound, and nobody listens
        bound.bind(("127.0.0.1", 0))
        asked = run("healthcheck", folder=tmp_path, port=bound.getsockname()[1], host="0.0.0.0")  # noqa: S104
    assert asked.returncode == 1
    assert asked.stderr.startswith("lintbox: no answer from 127.0.0.1:")
    assert asked.stderr.count("\n") == 1


def test_a_port_that_is_only_known_to_the_server_has_to_be_named(tmp_path: Path) -> None:
    asked = run("healthcheck", folder=tmp_path, port=0)
    assert asked.returncode == 2
    assert "--port" in asked.stderr
