"""A nursery whose children do what the file says: the worst that could come over one."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable

from lintbox.domain import Category, Finding, Profile, Report
from lintbox.lint.engine import runner
from lintbox.lint.workers import forkserver_main, protocol

_LINE = 3
_PAYLOAD = b"[[], 0, {}, null, null, {}, null]"
_WHOLE = protocol.frame(protocol.EXITS, _PAYLOAD)


def flood() -> None:
    while True:
        os.write(_LINE, b"x" * 65536)


def sleep() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def say(words: bytes) -> None:
    os.write(_LINE, words)


def say_and_leave(words: bytes) -> None:
    say(words)
    os._exit(0)


def answer(payload: bytes) -> None:
    say_and_leave(protocol.frame(protocol.EXITS, payload))


def say_and_sleep() -> None:
    say(_WHOLE)
    sleep()


def close_and_sleep() -> None:
    os.close(_LINE)
    sleep()


def end(problem: BaseException) -> None:
    raise problem


def dive() -> None:
    dive()


def fork() -> None:
    if os.fork() == 0:
        sleep()


ACTS: dict[bytes, Callable[[], object]] = {
    b"leave without a word": lambda: os._exit(0),
    b"leave with a number": lambda: os._exit(7),
    b"read where nothing is": lambda: ctypes.string_at(1),
    b"abort": os.abort,
    b"sleep": sleep,
    b"flood the pipe": flood,
    b"say nonsense": lambda: say_and_leave(b"nonsense"),
    b"say a great length": lambda: say_and_leave(b"\xff" * 100),
    b"promise to stay, and leave": lambda: say_and_leave(
        protocol.frame(protocol.KEEPS_RUNNING, _PAYLOAD)[:-1]
    ),
    b"answer nonsense": lambda: answer(b"nonsense"),
    b"say half": lambda: say_and_leave(_WHOLE[:-2]),
    b"say it twice": lambda: say_and_leave(2 * _WHOLE),
    b"say another shape": lambda: answer(b'{"findings": 1}'),
    b"say wrong types": lambda: answer(b'[[["E1", "x", 1, "", "layout"]], 1, {}, null, null, {}, null]'),
    b"say a category that is none": lambda: answer(b'[[], 0, {"nice": 1}, null, null, {}, null]'),
    b"say no UTF-8": lambda: answer(b"\xff"),
    b"say nests": lambda: answer(b"[" * 100_000),
    b"say something before": lambda: say(b"x"),
    b"say all, then sleep": say_and_sleep,
    b"close the pipe": close_and_sleep,
    b"raise": lambda: end(RuntimeError("trouble")),
    b"raise an exit": lambda: end(SystemExit(0)),
    b"raise an interrupt": lambda: end(KeyboardInterrupt()),
    b"dive": dive,
    b"take all memory": lambda: bytearray(1 << 40),
    b"open a file": lambda: os.open("/etc/passwd", os.O_RDONLY),
    b"write a file": lambda: os.open("/tmp/written", os.O_WRONLY | os.O_CREAT),
    b"fork": fork,
    b"signal": lambda: os.kill(os.getppid(), 9),
}


def command(task: str) -> list[str]:
    """What ``program.command`` is to say where such children are wanted."""
    return [sys.executable, __file__, task]


WHO = b"who"
"""Answered with the number of the process."""

BURN = b"burn"
"""Answered so, too, but only after much CPU time."""

FIRST = b"first"
"""Answered so by a process that has checked nothing else; any other ends without a word."""


class TroubledEngine(runner.Flake8Runner):
    _asked_of = 0

    def check(self, name: str, data: bytes, profile: Profile) -> Report:
        if act := ACTS.get(data):
            act()
        known, self._asked_of = self._asked_of, os.getpid()
        if data == FIRST and known == os.getpid():
            os._exit(7)
        while data == BURN and time.process_time() < 0.2:
            pass
        if data in (WHO, BURN, FIRST):
            return Report(self._tool, (Finding("X1", 1, 1, str(os.getpid()), Category.LAYOUT),), 1)
        return super().check(name, data, profile)


if __name__ == "__main__":
    runner.Flake8Runner = TroubledEngine  # type: ignore[misc]
    forkserver_main.main()
