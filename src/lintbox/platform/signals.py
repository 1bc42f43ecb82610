"""Being asked to end: by a service manager (SIGTERM), or from a terminal (SIGINT)."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes long to import, and we are asked to listen at once
    import asyncio

_ASKING = (signal.SIGTERM, signal.SIGINT)
# one Ctrl-C comes twice in the binary, from the terminal and through its boot loader
_SECOND_AFTER_SECONDS = 0.5


def exit_on_signal() -> None:
    """Until something is begun there is nothing to finish: end at once, and well."""
    for number in _ASKING:
        signal.signal(number, _leave)


def stop_on_signal(stopping: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """From now on set the event; who asks a second time ends the process, whatever it does."""

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            loop.call_later(_SECOND_AFTER_SECONDS, take_no_more)

    def take_no_more() -> None:
        for number in _ASKING:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)

    for number in _ASKING:
        loop.add_signal_handler(number, stop)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(0)
