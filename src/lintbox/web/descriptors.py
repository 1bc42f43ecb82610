"""The budget of descriptors: as many as the system allows, and an accept that runs out of none."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from contextlib import suppress
from errno import EMFILE, ENFILE, ENOBUFS, ENOMEM

_EXHAUSTED = {EMFILE, ENFILE, ENOBUFS, ENOMEM}
# the database, the log, a pipe pair for each worker, a mail connection, and what accept takes in one go
_RESERVED = 192
_MOST_CONNECTIONS = 4096  # 20 KB each
_LEAST_CONNECTIONS = 16
# who finds the queue full tries again after a second, then two, then four
_QUEUE = 1024


def raise_limit() -> int:
    """Raise the soft limit of descriptors to the hard one, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
        except (ValueError, OSError):  # macOS says that there is no limit, and keeps one
            pass
    return soft if soft != resource.RLIM_INFINITY else _MOST_CONNECTIONS + _RESERVED


def count_connections(descriptors: int) -> int:
    """Return how many connections there may be with so many descriptors."""
    return max(_LEAST_CONNECTIONS, min(_MOST_CONNECTIONS, descriptors - _RESERVED))


class Listener(socket.socket):
    """Closes what it accepts without a descriptor left, so that the event loop does not turn in vain.

    A connection that cannot be accepted stays in the queue, and the queue stays readable: asyncio
    would try, and log, as fast as it can. A spare descriptor takes it out.
    """

    def __init__(self, listener: socket.socket, on_exhausted: Callable[[], object]) -> None:
        super().__init__(listener.family, listener.type, listener.proto, listener.detach())
        self._on_exhausted = on_exhausted
        self._spare = _open_spare()

    def listen(self, backlog: int = _QUEUE) -> None:
        """asyncio's ``backlog`` is also how many it accepts in one go; the kernel's queue may be longer."""
        super().listen(max(backlog, _QUEUE))

    def accept(self) -> tuple[socket.socket, object]:
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
        self._on_exhausted()
        self._close_spare()
        with suppress(OSError):
            super().accept()[0].close()
        self._spare = _open_spare()
        raise BlockingIOError

    def close(self) -> None:
        self._close_spare()
        super().close()

    def _close_spare(self) -> None:
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None


def _open_spare() -> int | None:
    try:
        return os.open(os.devnull, os.O_RDONLY)
    except OSError:  # another thread was faster; the next time, perhaps
        return None
