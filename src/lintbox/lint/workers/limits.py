"""What a child may use, and that it never outlives its parent."""

from __future__ import annotations

import math
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_OPEN_FILES = 16

MOST_LIVES = 3
"""How many fresh processes a job may bring down before that is a verdict on it."""
_NICENESS = 5


class Limits(NamedTuple):
    """``timeout_seconds`` is the wall clock's, held by the nursery; ``memory_bytes`` is address space.

    ``cpu_share`` of the timeout is CPU time: less than all, so that on a quiet machine the kernel ends
    a process without our help.
    """

    timeout_seconds: float
    memory_bytes: int
    cpu_share: float = 0.8

    @property
    def cpu_seconds(self) -> int:
        return max(1, math.floor(self.timeout_seconds * self.cpu_share))


def confine(limits: Limits) -> None:
    """Take the limits on this process, for good."""
    _limit("RLIMIT_CPU", limits.cpu_seconds, limits.cpu_seconds + 1)
    _limit("RLIMIT_AS", limits.memory_bytes)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_NPROC", 0)
    _limit("RLIMIT_NOFILE", _OPEN_FILES)


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    kind = getattr(resource, name, None)
    if kind is None:
        return
    # macOS refuses some of them, and a container may have set lower ones: then those hold
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, soft if hard is None else hard))


def stand_back() -> None:
    """Let the server and everybody else go first, and leave enough to be done within the clock."""
    with suppress(OSError):
        os.nice(_NICENESS)
    # with Linux's autogroups a session shares as one, and niceness counts only inside it (sched(7))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICENESS))


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS: PermissionError for one that has ended
        os.killpg(pid, signal.SIGKILL)
