"""Runs the NATS server and workers in processes of their own, on free ports of loopback."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lintbox.lint.cluster.layout import Address
from tests import preloaded
from tests.cli.program import run

CERTIFICATES = Path(__file__).with_name("certificates")
_PROGRAM = Path(sys.executable).with_name("nats-server")
_START_SECONDS = 30
# Linux and macOS give higher ones to clients, and to servers that ask for any
_PORTS = range(20_000, 30_000)


def certificates_of(name: str) -> dict[str, object]:
    """Return the settings of a side that shows this certificate."""
    return {
        "check_engine_ca": CERTIFICATES / "ca.pem",
        "check_engine_cert": CERTIFICATES / f"{name}.pem",
        "check_engine_key": CERTIFICATES / f"{name}-key.pem",
    }


def address_of(queue: Queue, name: str = "server") -> Address:
    """Return what a side that shows this certificate connects to."""
    return Address(
        queue.url, CERTIFICATES / "ca.pem", CERTIFICATES / f"{name}.pem", CERTIFICATES / f"{name}-key.pem"
    )


class Queue:
    """A NATS server with the configuration that ``lintbox nats-config`` prints."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = find_free_port()
        self.url = f"tls://localhost:{self.port}"
        self._log = folder / "nats.log"
        self._configuration = folder / "nats-server.conf"
        printed = run(
            *("nats-config", "--port", self.port, "--certificates", CERTIFICATES),
            *("--store", folder / "nats", *options),
            folder=folder,
        )
        assert printed.returncode == 0, printed.stderr
        self._configuration.write_text(printed.stdout.replace('"0.0.0.0:', '"127.0.0.1:'))
        self.start()

    @property
    def log(self) -> str:
        return self._log.read_text()

    def start(self) -> None:
        with self._log.open("a") as log:
            self.process = subprocess.Popen([_PROGRAM, "-c", self._configuration], stdout=log, stderr=log)
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError(f"it did not start: {self.log}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class WorkerProcess:
    """``lintbox worker``; settings are keyword arguments."""

    def __init__(self, queue: Queue, folder: Path, *, slots: int = 2, **settings: object) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
        given = {"pythons": "none", **certificates_of("worker"), **settings}
        own = {f"LINTBOX_{name.upper()}": str(value) for name, value in given.items()}
        order = preloaded.Order(
            "lintbox", ["worker", queue.url, "--slots", str(slots)], inherited | own, str(folder)
        )
        self._log = folder / f"worker-{len(list(folder.glob('worker-*')))}.log"
        with self._log.open("w") as log, Path(os.devnull).open() as nothing:
            self.process = preloaded.for_server().start(order, nothing, log, log)

    @property
    def log(self) -> str:
        return self._log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)

    def suspend(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def find_free_port() -> int:
    """Return a port that no other program is given until the queue listens on it."""
    while True:
        port = secrets.choice(_PORTS)  # each pytest worker has the same random numbers
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(90):
        while not condition():  # noqa: ASYNC110  # what is awaited happens in other processes
            await asyncio.sleep(0.02)
