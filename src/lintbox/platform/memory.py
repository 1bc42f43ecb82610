"""The process's memory: allocator settings and limits."""

from __future__ import annotations

import ctypes
import resource
import sys
from contextlib import suppress

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE_BYTES = 128 * 1024


def return_large_blocks() -> None:
    """Make glibc return free blocks of 128 KiB and more to the system, so that uploads do not stay in memory.

    By default the first freed large block raises this threshold to its size (mallopt(3),
    M_MMAP_THRESHOLD), and a burst of uploads is kept for good.
    """
    with suppress(AttributeError, OSError):  # another C library, without this threshold
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def is_memory_short() -> bool:
    """Tell whether a MemoryError is about memory; the parser also raises it when its own stack is full."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return False
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit_bytes > limit / 4
