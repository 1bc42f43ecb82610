"""The data directory: private, and one server's at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from pathlib import Path
from typing import IO, NamedTuple

from lintbox.durability import write_private

DATABASE = "lintbox.db"
KEY = "key"


class InUse(Exception):
    """Another server holds the data directory; ``pid`` is 0 where it could not be read."""

    def __init__(self, pid: int) -> None:
        super().__init__(pid)
        self.pid = pid


def prepare_directory(path: Path) -> None:
    """Make the directory, readable by nobody else."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


class Disk(NamedTuple):
    free_bytes: int
    total_bytes: int


def measure_disk(path: Path) -> Disk:
    """Measure the disk that the directory is, or will be, on."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    return Disk(usage.free, usage.total)


def measure_free(path: Path) -> int:
    return measure_disk(path).free_bytes


def lock_directory(path: Path) -> IO[str]:
    """Hold the directory until the file is closed or the process ends, however it ends.

    Raises:
        InUse: somebody else holds it.
    """
    lock = os.fdopen(os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        written = lock.read().strip()
        lock.close()
        raise InUse(int(written) if written.isdigit() else 0) from None
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def find_holder(path: Path) -> int | None:
    """Return the process that holds the directory, 0 where it is not written, None where nobody does."""
    try:
        lock_directory(path).close()
    except InUse as error:
        return error.pid
    return None


def read_key(path: Path) -> bytes:
    """Return the 32 bytes that one-time links are derived with, made at the first call."""
    file = path / KEY
    if not file.exists():
        made = path / f"{KEY}.{os.getpid()}"
        write_private(made, secrets.token_bytes(32))
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the key
            file.hardlink_to(made)
        made.unlink()
    return file.read_bytes()
