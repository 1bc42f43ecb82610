"""Starts Python programs quickly: a process that has imported their modules forks itself for each.

Importing the server or flake8 takes most of a second of CPU time, a fork milliseconds. A program runs in a
process of its own as ``python -m`` would run it, but its modules are imported before its first line. If other
interpreter variables are set, such as ``PYTHONPATH``, it gets a fresh interpreter. Tests of imports and of
closed streams start a fresh one themselves.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import resource
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple, Protocol

from lintbox.cli import COMMANDS

_ROOT = Path(__file__).parents[1]
_STREAMS = 3
_NUMBER_BYTES = 8
_ENVIRONMENT = dict(os.environ)  # before a test changes it
_SET_LATER = {"PYTHONHASHSEED", "PYTHONUNBUFFERED"}  # a launcher has its own


class Process(Protocol):
    """What ``subprocess.Popen`` and ``Started`` have in common."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int, /) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class Order(NamedTuple):
    """A program to start; ``descriptors`` limits its file descriptors, soft and hard, 0 leaves the limit."""

    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    descriptors: int = 0


class Started:
    """A started program, with the methods of ``subprocess.Popen`` that the tests use."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self.pid = self._receive()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._find_exit_code(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; negative is the number of the signal that killed the program.

        Raises:
            subprocess.TimeoutExpired: it did not end within ``timeout`` seconds.
        """
        code = self._find_exit_code(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _find_exit_code(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._control], [], [], timeout)[0]:
            self.returncode = self._receive()
            self._control.close()
        return self.returncode

    def _receive(self) -> int:
        data = self._control.recv(_NUMBER_BYTES, socket.MSG_WAITALL)
        assert len(data) == _NUMBER_BYTES, "the program was not started"
        return int.from_bytes(data, signed=True)


class Launcher:
    """A process that has imported some modules and starts programs by forking itself."""

    def __init__(self, modules: Sequence[str], *, hash_seed: str) -> None:
        self._requests, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", __name__, str(theirs.fileno()), *modules],
                cwd=_ROOT,
                env=_ENVIRONMENT | {"PYTHONHASHSEED": hash_seed, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        atexit.register(self._stop)

    def start(self, order: Order, stdin: IO[Any], stdout: IO[Any], stderr: IO[Any]) -> Process:
        """Start a program with these standard streams."""
        if _find_variables(order.environment) != _find_variables(_ENVIRONMENT):
            return _start_afresh(order, stdin, stdout, stderr)
        control, theirs = socket.socketpair()
        with theirs:
            descriptors = [stdin.fileno(), stdout.fileno(), stderr.fileno(), theirs.fileno()]
            socket.send_fds(self._requests, [b"+"], descriptors)
        control.sendall(json.dumps(order).encode())
        control.shutdown(socket.SHUT_WR)
        return Started(control)

    def run(
        self, order: Order, given: bytes = b"", timeout: float = 60
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program to its end, as ``subprocess.run`` does.

        Raises:
            subprocess.TimeoutExpired: it did not end within ``timeout`` seconds; it is killed.
        """
        with ExitStack() as stack:
            stdin, stdout, stderr = (stack.enter_context(TemporaryFile()) for _ in range(_STREAMS))
            stdin.write(given)
            stdin.seek(0)
            started = self.start(order, stdin, stdout, stderr)
            try:
                code = started.wait(timeout)
            finally:
                started.kill()
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess(order.arguments, code, stdout.read(), stderr.read())

    def run_text(self, order: Order, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program that reads and writes UTF-8; see ``run``."""
        ended = self.run(order, given.encode())
        output, errors = ended.stdout.decode(), ended.stderr.decode()
        return subprocess.CompletedProcess(order.arguments, ended.returncode, output, errors)

    def _stop(self) -> None:
        self._requests.close()
        self._process.wait()


def _find_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that an interpreter reads at its start."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("PYTHON") and name not in _SET_LATER
    }


def _start_afresh(order: Order, stdin: IO[Any], stdout: IO[Any], stderr: IO[Any]) -> Process:
    limit = partial(_limit_descriptors, order.descriptors)
    return subprocess.Popen(
        [sys.executable, "-m", order.module, *order.arguments],
        env=dict(order.environment),
        cwd=order.folder,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        preexec_fn=limit if order.descriptors else None,
    )


@cache
def for_server() -> Launcher:
    """Return the launcher of ``lintbox serve`` and of the commands beside it."""
    commands = [f"lintbox.cli.{name.replace('-', '_')}" for name in COMMANDS]
    return Launcher(("lintbox.app.appliance", *commands), hash_seed="random")


@cache
def for_checks() -> Launcher:
    """Return the launcher of ``lintbox check`` and ``flake8``, with the hash seed 0."""
    return Launcher(("flake8.main.cli", "lintbox.lint.command_line.application"), hash_seed="0")


@cache
def for_attacks() -> Launcher:
    """Return the launcher of the attacks in ``tests.siege``."""
    return Launcher(("tests.siege.attacks",), hash_seed="random")


def main(requests: socket.socket, modules: Sequence[str]) -> None:
    """Import the modules, and fork for each request until the tests end; returns only in the programs."""
    for module in modules:
        import_module(module)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the supervisors
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, 1, _STREAMS + 1)
        if not request:
            sys.exit()
        if os.fork() == 0:
            requests.close()
            order = _supervise(descriptors)
            break
        for descriptor in descriptors:
            os.close(descriptor)
    _become(order)


def _supervise(descriptors: Sequence[int]) -> Order:
    """Fork the program, report its process id and its exit code; returns only in the program."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=descriptors[_STREAMS]) as control:
        order = b"".join(iter(lambda: control.recv(65536), b""))
        if program := os.fork():
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the program, and its end is reported
            _close(descriptors[:_STREAMS])
            control.sendall(program.to_bytes(_NUMBER_BYTES))
            ended = threading.Event()
            threading.Thread(target=_end_with_tests, args=(control, program, ended), daemon=True).start()
            _, status = os.waitpid(program, 0)
            ended.set()
            code = os.waitstatus_to_exitcode(status)
            try:
                control.sendall(code.to_bytes(_NUMBER_BYTES, signed=True))
            finally:
                os._exit(0)
    for stream, descriptor in enumerate(descriptors[:_STREAMS]):
        os.dup2(descriptor, stream)
    _close(descriptors[:_STREAMS])
    return Order(*json.loads(order))


def _end_with_tests(control: socket.socket, program: int, ended: threading.Event) -> None:
    """Kill the program if the process that started it has ended, in whatever way."""
    if sys.platform == "linux":  # macOS reports the end of the order, too
        other_side = select.poll()
        other_side.register(control, 0)  # nothing but its end
        other_side.poll()
        if not ended.is_set():
            os.kill(program, signal.SIGKILL)


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _become(order: Order) -> None:
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    os.chdir(order.folder)
    if order.descriptors:
        _limit_descriptors(order.descriptors)
    sys.argv[1:] = order.arguments
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)


def _limit_descriptors(count: int) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
