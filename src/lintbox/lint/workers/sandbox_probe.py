"""Finds out which restrictions of a check hold on this machine, in a process restricted like a worker."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lintbox.lint.workers import restart, sandbox
from lintbox.lint.workers.limits import Limits, apply

_TIMEOUT_SECONDS = 10
_MEMORY_BYTES = 512 * 1024**2


class Restriction(NamedTuple):
    """``description`` says what a check cannot do, ``holds`` whether that is true here."""

    description: str
    holds: bool


def probe() -> tuple[Restriction, ...]:
    """Start the probe process and return its results.

    Raises:
        OSError, ValueError: the process cannot be started, or does not answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(  # noqa: S603  # this program
            restart.command("lint-trial"),
            cwd=folder,
            env=restart.environment(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    return tuple(
        Restriction(str(description), bool(holds)) for description, holds in json.loads(result.stdout)
    )


def main() -> None:
    """Run the probe process: apply the restrictions, try each attempt, print the results as JSON."""
    pid_before = os.getpid()
    apply(Limits(_TIMEOUT_SECONDS, _MEMORY_BYTES))
    sandbox.enter()
    holds = [(description, _fails(attempt)) for description, attempt in _ATTEMPTS.items()]
    if os.getpid() == pid_before:
        sys.stdout.write(json.dumps(holds))


def _fails(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False


def _outlast() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        raise OSError("the kernel would end it")


def _dump_core() -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        raise OSError("the limit is 0 bytes")


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _execute() -> None:
    try:
        os.execv("no-such-program", ["no-such-program"])  # noqa: S606, S607
    except FileNotFoundError:  # the kernel looked for it, so execv is allowed
        return


_ATTEMPTS: dict[str, Callable[[], object]] = {
    "compute for longer than its time": _outlast,
    "take more memory than its share": lambda: bytearray(2 * _MEMORY_BYTES),
    "write files": lambda: Path("written").write_bytes(b"x"),
    "leave a memory dump": _dump_core,
    "read files": lambda: list(Path().iterdir()),
    "start processes": _fork,
    "run programs": _execute,
    "use the network": socket.socket,
    "signal other processes": lambda: os.kill(os.getppid(), 0),
}
