"""A seccomp filter for worker processes: they may compute, answer and exit, nothing else.

Linux allows seccomp(2) to every user; on other systems the resource limits alone apply.
"""

from __future__ import annotations

import ctypes
import functools
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from errno import EPERM
from typing import NamedTuple

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_SPEC_ALLOW = 4  # no code of the file runs, so Spectre mitigations are not needed; since Linux 4.17

# linux/filter.h, linux/seccomp.h: instructions, and the offsets of the fields of struct seccomp_data
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _THIRD_LOW, _THIRD_HIGH = 0, 4, 32, 36
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | EPERM


class _Machine(NamedTuple):
    """System call numbers (linux/audit.h, asm/unistd.h) of the allowed calls; none opens a file."""

    architecture: int
    seccomp: int
    prlimit: int
    allowed: Mapping[str, int]


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        seccomp=317,
        prlimit=302,
        allowed={
            **{"read": 0, "write": 1, "writev": 20, "close": 3, "fstat": 5, "lseek": 8},
            **{"mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "mremap": 25, "madvise": 28},
            **{"rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sigaltstack": 131},
            **{"restart_syscall": 219, "sched_yield": 24, "futex": 202, "getpid": 39, "gettid": 186},
            **{"gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "times": 100, "clock_gettime": 228},
            **{"getcwd": 79, "getrandom": 318, "exit": 60, "exit_group": 231},
        },
    ),
    "aarch64": _Machine(
        0xC00000B7,
        seccomp=277,
        prlimit=261,
        allowed={
            **{"read": 63, "write": 64, "writev": 66, "close": 57, "fstat": 80, "lseek": 62},
            **{"mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214, "mremap": 216, "madvise": 233},
            **{"rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "sigaltstack": 132},
            **{"restart_syscall": 128, "sched_yield": 124, "futex": 98, "getpid": 172, "gettid": 178},
            **{"gettimeofday": 169, "getrlimit": 163, "getrusage": 165, "times": 153, "clock_gettime": 113},
            **{"getcwd": 17, "getrandom": 278, "exit": 93, "exit_group": 94},
        },
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def enter() -> bool:
    """Install the filter irrevocably; return False where the kernel has no seccomp."""
    prepared = prepare()
    return prepared is not None and prepared.install()


@functools.cache
def prepare() -> Prepared | None:
    """Return what ``enter`` needs; called before the fork, it saves each worker a tenth of its own cost."""
    machine = _MACHINES.get(os.uname().machine) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if machine is None:
        return None
    code = b"".join(_write_filter(machine))
    return Prepared(ctypes.CDLL(None), machine.seccomp, _Program(len(code) // 8, code))


class Prepared(NamedTuple):
    """The filter program, and how to install it."""

    libc: ctypes.CDLL
    seccomp: int
    program: _Program

    def install(self) -> bool:
        self.libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        number, mode = ctypes.c_long(self.seccomp), ctypes.c_long(_SET_MODE_FILTER)
        program = ctypes.byref(self.program)
        return any(
            self.libc.syscall(number, mode, ctypes.c_long(flags), program) == 0 for flags in (_SPEC_ALLOW, 0)
        )


def _write_filter(machine: _Machine) -> Iterator[bytes]:
    """Refuse every call that is not listed; allow prlimit for reading a limit only."""
    listed = sorted(machine.allowed.values())
    count = len(listed)
    yield _instruction(_LOAD, _ARCHITECTURE)
    yield _instruction(_JUMP_IF_EQUAL, machine.architecture, otherwise=count + 6)
    yield _instruction(_LOAD, _NUMBER)
    yield _instruction(_JUMP_IF_EQUAL, machine.prlimit, otherwise=4)
    yield _instruction(_LOAD, _THIRD_LOW)
    yield _instruction(_JUMP_IF_EQUAL, 0, otherwise=count + 2)
    yield _instruction(_LOAD, _THIRD_HIGH)
    yield _instruction(_JUMP_IF_EQUAL, 0, then=count + 1, otherwise=count)
    for position, number in enumerate(listed):
        yield _instruction(_JUMP_IF_EQUAL, number, then=count - position)
    yield _instruction(_RETURN, _REFUSE)
    yield _instruction(_RETURN, _ALLOW)


def _instruction(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """``then`` and ``otherwise`` are numbers of instructions to skip."""
    return struct.pack("=HBBI", code, then, otherwise, value)
