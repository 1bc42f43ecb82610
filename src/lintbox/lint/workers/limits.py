"""Resource limits of worker processes, their priority, and their end with the parent process."""

from __future__ import annotations

import math
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_OPEN_FILES = 16

MAX_ATTEMPTS = 3
"""Number of new worker processes a job may crash before the crash becomes its result."""
_NICENESS = 5


class Limits(NamedTuple):
    """``timeout_seconds`` is wall-clock time, enforced by the fork server; ``memory_bytes`` is address space.

    ``cpu_share`` is the part of the timeout that may be CPU time. It is below 1, so that on an idle machine
    the kernel's CPU limit ends the process first.
    """

    timeout_seconds: float
    memory_bytes: int
    cpu_share: float = 0.8

    @property
    def cpu_seconds(self) -> int:
        return max(1, math.floor(self.timeout_seconds * self.cpu_share))


def apply(limits: Limits) -> None:
    """Limit this process irrevocably (setrlimit(2))."""
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
    # macOS refuses some limits; a container may have set lower ones, which then stay
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, soft if hard is None else hard))


def lower_priority() -> None:
    """Give other processes precedence (nice(2)), by little enough that checks meet their timeout."""
    with suppress(OSError):
        os.nice(_NICENESS)
    # with autogroups, Linux schedules sessions against each other; a nice value only counts inside (sched(7))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICENESS))


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS raises PermissionError for an ended process
        os.killpg(pid, signal.SIGKILL)
