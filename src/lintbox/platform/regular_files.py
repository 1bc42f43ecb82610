"""Refuses FIFOs, devices, sockets and folders in place of a file: opening one may wait for ever."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG


class NotRegularFileError(OSError):
    """The message is a sentence that names the file."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is no regular file: move it away")


def require_regular(file: Path) -> None:
    """Accept a regular file, a symbolic link to one, and a path without a file.

    Raises:
        NotRegularFileError
    """
    if file.exists() and not file.is_file():
        raise NotRegularFileError(file)


def open_regular(file: Path, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of the file; one that ``O_CREAT`` creates has mode 0600.

    Raises:
        NotRegularFileError, OSError
    """
    require_regular(file)  # open(2) fails for sockets, and has side effects on some devices
    descriptor = os.open(file, flags | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY, 0o600)
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotRegularFileError(file)
    return descriptor
