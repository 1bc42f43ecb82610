"""A fork server whose workers misbehave in the way that the file names."""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
import time
from collections.abc import Callable

from lintbox.domain import Category, Finding, Profile, Report
from lintbox.lint.engine import runner, versions
from lintbox.lint.workers import forkserver_main, protocol

_SOCKET = 3
_REPORT = protocol.encode_report(Report(versions.installed()))
_WHOLE = protocol.frame(protocol.EXITS, _REPORT)


def flood() -> None:
    while True:
        os.write(_SOCKET, b"x" * 65536)


def sleep() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def send(data: bytes) -> None:
    os.write(_SOCKET, data)


def send_and_exit(data: bytes) -> None:
    send(data)
    os._exit(0)


def answer(payload: bytes) -> None:
    send_and_exit(protocol.frame(protocol.EXITS, payload))


def answer_beginning(*fields: object) -> None:
    """Answer with a report whose first fields are these."""
    answer(json.dumps([*fields, *json.loads(_REPORT)[len(fields) :]]).encode())


def send_and_sleep() -> None:
    send(_WHOLE)
    sleep()


def close_and_sleep() -> None:
    os.close(_SOCKET)
    sleep()


def fail(problem: BaseException) -> None:
    raise problem


def recurse() -> None:
    recurse()


def fork() -> None:
    if os.fork() == 0:
        sleep()


ACTIONS: dict[bytes, Callable[[], object]] = {
    b"exit without an answer": lambda: os._exit(0),
    b"exit with a status": lambda: os._exit(7),
    b"read an invalid address": lambda: ctypes.string_at(1),
    b"abort": os.abort,
    b"sleep": sleep,
    b"flood the pipe": flood,
    b"send garbage": lambda: send_and_exit(b"nonsense"),
    b"send a huge length": lambda: send_and_exit(b"\xff" * 100),
    b"announce another file, and exit": lambda: send_and_exit(
        protocol.frame(protocol.KEEPS_RUNNING, _REPORT)[:-1]
    ),
    b"answer garbage": lambda: answer(b"nonsense"),
    b"send half an answer": lambda: send_and_exit(_WHOLE[:-2]),
    b"send two answers": lambda: send_and_exit(2 * _WHOLE),
    b"answer with an object": lambda: answer(b'{"findings": 1}'),
    b"answer with wrong types": lambda: answer_beginning([["E1", "x", 1, "", "layout"]], 1),
    b"answer with an unknown category": lambda: answer_beginning([], 0, {"nice": 1}),
    b"answer without UTF-8": lambda: answer(b"\xff"),
    b"answer with half a pair": lambda: answer_beginning([["E1", 1, 1, "\ud800", "layout"]], 1),
    b"answer with a huge number": lambda: answer_beginning([], 10**30),
    b"answer with deep nesting": lambda: answer(b"[" * 100_000),
    b"send a byte before the answer": lambda: send(b"x"),
    b"send an answer, then sleep": send_and_sleep,
    b"close the pipe": close_and_sleep,
    b"raise": lambda: fail(RuntimeError("misbehaving")),
    b"raise an exit": lambda: fail(SystemExit(0)),
    b"raise an interrupt": lambda: fail(KeyboardInterrupt()),
    b"recurse": recurse,
    b"take all memory": lambda: bytearray(1 << 40),
    b"open a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    b"write a file": lambda: os.open("/tmp/written", os.O_WRONLY | os.O_CREAT),
    b"fork": fork,
    b"signal": lambda: os.kill(os.getppid(), 9),
}


def command(task: str) -> list[str]:
    """Replace ``restart.command``, so that the linter starts this fork server."""
    return [sys.executable, __file__, task]


REPORT_PID = b"who"
"""The worker reports its pid."""

USE_CPU_TIME = b"burn"
"""The worker reports its pid after using much CPU time."""

CRASH_UNLESS_FIRST = b"first"
"""The worker reports its pid if this is its first file; otherwise it exits without an answer."""


class MisbehavingRunner(runner.Flake8Runner):
    _last_pid = 0

    def check(self, name: str, data: bytes, profile: Profile) -> Report:
        if action := ACTIONS.get(data):
            action()
        last_pid, self._last_pid = self._last_pid, os.getpid()
        if data == CRASH_UNLESS_FIRST and last_pid == os.getpid():
            os._exit(7)
        while data == USE_CPU_TIME and time.process_time() < 0.2:
            pass
        if data in (REPORT_PID, USE_CPU_TIME, CRASH_UNLESS_FIRST):
            return Report(self._tool, (Finding("X1", 1, 1, str(os.getpid()), Category.LAYOUT),), 1)
        return super().check(name, data, profile)


if __name__ == "__main__":
    runner.Flake8Runner = MisbehavingRunner  # type: ignore[misc]
    forkserver_main.main()
