"""What a file costs the server process, from its upload to its email, against the CPU time of its check.

A stub worker answers each check at once, through a real NATS server, so that the server process (the *front*)
ends first; the emails go to a real SMTP server.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from lintbox.domain import Profile
from lintbox.lint import Linter
from tests.cluster.programs import Queue, certificates_of
from tests.measuring import find_sources, show_row, show_title
from tests.people import Person
from tests.processes import cpu_seconds_with_children, fork_servers, read
from tests.running import Running
from tests.smtp import SmtpServer

_LINES = 200
_SLOTS = 16
_FILES = {1: 200, 20: 1_000}
"""How many files are uploaded, by the number in a request."""

_WARM_UP = 60
_MOST_WAITING = 200
_CHECKS = 100
_AIM_MS = 2.5


class Front(NamedTuple):
    running: Running
    queue: Queue
    alice: Person
    source: bytes

    def upload(self, files: int, per_request: int) -> None:
        """Upload different contents, never far ahead of the checks, and wait until all have a result."""
        for first in range(0, files, per_request):
            names = [f"file_{first + n}.py" for n in range(per_request)]
            answer = self.alice.upload({name: make_new(self.source) for name in names})
            assert answer.status_code == 201, answer.text
            self._wait(_MOST_WAITING)
        self._wait(0)

    def _wait(self, most: int) -> None:
        with closing(sqlite3.connect(self.running.data_dir / "lintbox.db")) as database:
            unfinished = "SELECT count(*) FROM checks WHERE finished_at IS NULL"
            while database.execute(unfinished).fetchone()[0] > most:
                time.sleep(0.05)


def main() -> None:
    show_title("What a file costs the front, from its upload to its email, and the ceiling of one front")
    source = find_sources(_LINES)[0]
    check_ms = asyncio.run(measure_check(source))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        smtp = stack.enter_context(SmtpServer())
        front = start(stack, folder, smtp, source)
        for per_request, files in _FILES.items():
            front.upload(_WARM_UP, per_request)
            measure(front, smtp, files, per_request, check_ms)


async def measure_check(source: bytes) -> float:
    """Return the milliseconds of CPU time of a check in a process that checks several files of a user."""
    others = fork_servers()
    linter = Linter(timeout_seconds=10, memory_bytes=1024**3)
    await linter.start()
    (fork_server,) = fork_servers() - others
    before = cpu_seconds_with_children(fork_server)
    for _ in range(_CHECKS):
        await linter.check("file.py", make_new(source), Profile(), "alice")
    await asyncio.sleep(1)  # the last process ends, and is counted
    used = cpu_seconds_with_children(fork_server) - before
    await linter.stop()
    return used / _CHECKS * 1000


def start(stack: ExitStack, folder: Path, smtp: SmtpServer, source: bytes) -> Front:
    queue = Queue(folder)
    stack.callback(queue.kill)
    file = folder / "file.py"
    file.write_bytes(source)
    stub = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster.stub_worker", queue.url, str(_SLOTS), str(file)]
    )
    stack.callback(stub.wait)
    stack.callback(stub.terminate)
    settings: dict[str, Any] = {
        "check_engine": queue.url,
        **certificates_of("server"),
        "smtp_host": smtp.host,
        "smtp_port": smtp.port,
        "smtp_security": "none",
        "mail_from": "lintbox@school.example",
        "rate_limits": "off",
        "log_level": "warning",
    }
    running = Running(folder / "data", **settings)
    stack.callback(running.stop)
    alice = Person(running.url, "alice")
    assert alice.set_up(running.setup_token).status_code == 201
    return Front(running, queue, alice, source)


def measure(front: Front, smtp: SmtpServer, files: int, per_request: int, check_ms: float) -> None:
    emails = len(smtp.emails)
    processes = (front.running.process.pid, front.queue.process.pid)
    started, before = time.perf_counter(), [cpu_seconds(process) for process in processes]
    front.upload(files, per_request)
    seconds = time.perf_counter() - started
    while len(smtp.emails) < emails + files / per_request:
        time.sleep(0.05)
    time.sleep(0.5)  # the last deliveries are stored
    used, nats = (
        (cpu_seconds(process) - earlier) / files * 1000
        for process, earlier in zip(processes, before, strict=True)
    )
    name = f"{per_request} a request, {files} files: CPU of the front / of a check"
    show_row(name, f"{used:.2f} / {check_ms:.1f} ms = {used / check_ms:.2f}", f"aim <= {_AIM_MS} ms")
    show_row(
        "their number a second, CPU of the NATS server for each", f"{files / seconds:.0f}, {nats:.2f} ms"
    )


def make_new(source: bytes) -> bytes:
    """Return the same code as new content, so that no report is reused."""
    return source + f"# {secrets.token_hex(8)}\n".encode()


def cpu_seconds(process: int) -> float:
    """Return the CPU time of all threads of a process, without its children."""
    fields = read(f"/proc/{process}/stat").rpartition(b")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
