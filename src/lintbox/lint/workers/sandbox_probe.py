"""Which limits of a check hold on this machine: tried out by a process that has taken them."""

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
from lintbox.lint.workers.limits import Limits, confine

_SECONDS = 10
_MEMORY_BYTES = 512 * 1024**2


class Hold(NamedTuple):
    """``what`` a check cannot do, and whether that is so here."""

    what: str
    holds: bool


def describe() -> tuple[Hold, ...]:
    """Start a process, limit it as a check is limited, and have it try; raises OSError, ValueError."""
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(  # noqa: S603  ourselves
            restart.command("lint-trial"),
            cwd=folder,
            env=restart.environment(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    return tuple(Hold(str(what), bool(holds)) for what, holds in json.loads(tried.stdout))


def main() -> None:
    """Try, in the current folder, and print what came of it."""
    program_before = os.getpid()
    confine(Limits(_SECONDS, _MEMORY_BYTES))
    sandbox.enter()
    holds = [(what, _fails(attempt)) for what, attempt in _ATTEMPTS.items()]
    if os.getpid() == program_before:
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
        raise OSError("it would be ended")


def _dump_core() -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        raise OSError("it has no room")


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _execute() -> None:
    try:
        os.execv("no-such-program", ["no-such-program"])  # noqa: S606, S607
    except FileNotFoundError:  # looked for, so it was not forbidden
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
