"""The processes of a campaign of kills: the server, and with an engine a NATS server and workers, too."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from os import kill
from pathlib import Path
from signal import SIGKILL
from subprocess import Popen
from typing import Any, Protocol

from tests.binary.program import Place, Program, children_of
from tests.cluster.programs import CERTIFICATES, Queue

_WORKERS = 2
_NATS_AWAY_SECONDS = (0.0, 1.0)
_VERSIONS: dict[str, object] = {"pythons": "none"}
"""A worker gets checks from a server with the same versions only."""


class Machine(Protocol):
    def restart(self) -> None:
        """Kill the process (SIGKILL), and start another one in its place."""


class Front:
    """The server, as the binary."""

    def __init__(self, place: Place, port: int, settings: Mapping[str, Any]) -> None:
        self._place = place
        self._port = port
        self._settings = settings
        self.start()

    def start(self) -> None:
        self.program = Program(self._place, port=self._port, **self._settings)

    def restart(self) -> None:
        self.kill()
        self.start()

    def kill(self) -> None:
        _kill_one_of(self.program.process.pid)
        self.program.process.wait()


class Worker:
    """``lintbox worker``, as the binary."""

    def __init__(self, place: Place, number: int, url: str) -> None:
        self._place = place
        self._url = url
        self._log = place.folder / f"worker-{number}.log"
        self._process = self._start()

    def restart(self) -> None:
        _kill_one_of(self._process.pid)
        self._process.wait()
        self._process = self._start()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _start(self) -> Popen[str]:
        given = _VERSIONS | copy_certificates(self._place, "worker")
        settings = {f"LINTBOX_{name.upper()}": str(value) for name, value in given.items()}
        with self._log.open("a") as log:
            arguments = ("worker", self._url, "--slots", "2")
            return self._place.start(*arguments, settings=settings, output=log, log=log)


class Nats:
    """The NATS server; it is away for a moment before it is started again."""

    def __init__(self, folder: Path) -> None:
        self.queue = Queue(folder)

    def restart(self) -> None:
        self.queue.kill()
        time.sleep(random.uniform(*_NATS_AWAY_SECONDS))
        self.queue.start()

    def close(self) -> None:
        self.queue.kill()


def start_engine(place: Place, stack: ExitStack) -> tuple[list[Machine], dict[str, object]]:
    """Start a NATS server and workers; return them, and the settings of a server that uses them.

    ``stack`` ends them.
    """
    folder = place.folder / "engine"
    folder.mkdir()
    nats = Nats(folder)
    stack.callback(nats.close)
    workers = [Worker(place, number, nats.queue.url) for number in range(_WORKERS)]
    for worker in workers:
        stack.callback(worker.close)
    settings = {"check_engine": nats.queue.url, **_VERSIONS, **copy_certificates(place, "server")}
    return [nats, *workers], settings


def copy_certificates(place: Place, name: str) -> dict[str, object]:
    """Return the settings with the certificate of one side, in files that the unprivileged user may read."""
    files = {"ca": "ca.pem", "cert": f"{name}.pem", "key": f"{name}-key.pem"}
    copies: dict[str, object] = {}
    for kind, file in files.items():
        copy = place.folder / file
        if not copy.exists():
            shutil.copyfile(CERTIFICATES / file, copy)
            copy.chmod(0o400)
            if place.user:
                os.chown(copy, place.user, place.user)
        copies[f"check_engine_{kind}"] = copy
    return copies


def _kill_one_of(boot_loader: int) -> None:
    """Kill the boot loader or the program at random, as the out-of-memory killer does."""
    with suppress(ProcessLookupError):  # the program has ended by itself
        kill(random.choice([boot_loader, *children_of(boot_loader)]), SIGKILL)
