"""Memory that uploads took goes back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BYTES = 128 * 1024


def give_back_large_blocks() -> None:
    """Keep glibc from holding large blocks that are free.

    It gives blocks of 128 KiB back at once, until the first is freed: then it raises this limit to the
    block's size (mallopt(3), M_MMAP_THRESHOLD), and a burst of uploads stays in memory for good.
    """
    with suppress(AttributeError, OSError):  # another C library, which has no such limit
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
