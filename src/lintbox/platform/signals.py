"""Signals that end a process: from a service manager (SIGTERM), a terminal (SIGINT), or the kernel."""

from __future__ import annotations

import functools
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # slow to import, and the handlers are installed first
    import asyncio
    import ctypes

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# in the binary one Ctrl-C arrives twice: from the terminal, and forwarded by its boot loader
_SECOND_SIGNAL_AFTER_SECONDS = 0.5


def exit_on_signal() -> None:
    """Exit at once with status 0: during start-up there is nothing to finish."""
    for number in _STOP_SIGNALS:
        signal.signal(number, _exit)


def stop_on_signal(stopping: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """First signal: set the event, for a graceful stop. Second signal: end the process at once."""

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            loop.call_later(_SECOND_SIGNAL_AFTER_SECONDS, restore_default)

    def restore_default() -> None:
        for number in _STOP_SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, stop)


def exit_with_parent() -> None:
    """Make the kernel kill this process when its parent ends (PR_SET_PDEATHSIG; Linux only)."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            _load_libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


@functools.cache  # a forked worker inherits it
def _load_libc() -> ctypes.CDLL:
    import ctypes

    return ctypes.CDLL(None)


def _exit(_number: int, _frame: FrameType | None) -> None:
    os._exit(0)
