"""File descriptors: raises the limit, and keeps accepting connections when none is left."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from contextlib import suppress
from errno import EMFILE, ENFILE, ENOBUFS, ENOMEM

_EXHAUSTED = {EMFILE, ENFILE, ENOBUFS, ENOMEM}
# for the database, the log, a pipe pair for each worker, a mail connection, and a burst of accepts
_RESERVED = 192
_MOST_CONNECTIONS = 4096  # 20 KB each
_LEAST_CONNECTIONS = 16
# clients whose SYN finds the queue full retry after one, two and four seconds
_BACKLOG = 1024
# unsent bytes per connection in the kernel, which no budget counts: its default is megabytes on fast networks
_UNSENT_BYTES = 32 * 1024


def raise_limit() -> int:
    """Raise the soft limit of descriptors to the hard limit, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
        except (ValueError, OSError):  # macOS reports an unlimited hard limit but rejects it
            pass
    return soft if soft != resource.RLIM_INFINITY else _MOST_CONNECTIONS + _RESERVED


def count_connections(descriptors: int) -> int:
    """Return how many connections this number of descriptors allows."""
    return max(_LEAST_CONNECTIONS, min(_MOST_CONNECTIONS, descriptors - _RESERVED))


class Listener(socket.socket):
    """Accepts and closes connections when descriptors run out, so that the event loop does not spin.

    A connection that cannot be accepted stays in the kernel's queue, and the socket stays readable:
    asyncio would retry, and log, in a busy loop. A spare descriptor is freed to accept and close it.
    """

    def __init__(self, listener: socket.socket, on_exhausted: Callable[[], object]) -> None:
        super().__init__(listener.family, listener.type, listener.proto, listener.detach())
        # accepted connections inherit it
        self.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT_BYTES)
        self._on_exhausted = on_exhausted
        self._spare = _open_spare()

    def listen(self, backlog: int = _BACKLOG) -> None:
        """Use a longer queue in the kernel; asyncio's ``backlog`` also bounds its accepts per wake-up."""
        super().listen(max(backlog, _BACKLOG))

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
    except OSError:  # another thread took the descriptor; the next accept tries again
        return None
