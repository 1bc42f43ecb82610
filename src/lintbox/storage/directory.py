"""The data directory: readable by its user only, and locked by one server at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

from lintbox.domain import StorageBroken
from lintbox.platform.fsync import write_private
from lintbox.platform.regular_files import NotRegularFileError, open_regular

DATABASE = "lintbox.db"
KEY = "key"
LOCK = "lock"
BACKUPS = "backups"
MAIL = "mail"
PYTHONS = "pythons"
"""A cache: the sources of the engine for other Pythons."""
# the content of the directory, without the files of SQLite and of restoring
CONTENT = (DATABASE, KEY, BACKUPS, MAIL)
_KEY_BYTES = 32
# ``find_holder`` holds the lock for a moment, which must not keep a server from starting
_TRIES = 5
_RETRY_SECONDS = 0.05


class Holder(NamedTuple):
    """The process that has locked the data directory.

    ``pid`` is 0 where it could not be read. ``base_url`` is that of a server, or empty.
    """

    pid: int
    base_url: str


class InUse(Exception):
    """Another process has locked the data directory."""

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder)
        self.holder = holder


class DirectoryUnsafeError(OSError):
    """Other users of the machine could change the data."""


def prepare_directory(path: Path) -> None:
    """Create the directory with mode 0700; an existing one keeps its mode.

    Raises:
        DirectoryUnsafeError: every user of this machine may write there.
        OSError: it cannot be created, or is not a directory.
    """
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if not path.is_dir():
            raise NotADirectoryError(f"{path} is not a folder") from None
    if writable := list_open(path, 0o002):
        raise DirectoryUnsafeError(
            f"every user of this machine may write to {' and '.join(map(str, writable))}: "
            "choose a folder of Lintbox's own, or remove that permission with chmod o-w"
        )


def list_open(path: Path, bits: int = 0o077) -> list[Path]:
    """Return the directory and the parts of its content that have one of these permission bits."""
    paths = (path, *(path / name for name in CONTENT))
    return [one for one in paths if one.exists() and one.stat().st_mode & bits]


def has_database(path: Path) -> bool:
    """Return whether there is a database that is not an empty file."""
    database = path / DATABASE
    return database.exists() and database.stat().st_size > 0


class Disk(NamedTuple):
    free_bytes: int
    total_bytes: int


def measure_disk(path: Path) -> Disk:
    """Measure the disk of the directory, which need not exist yet."""
    path = path.absolute()
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    return Disk(usage.free, usage.total)


def measure_free(path: Path) -> int:
    return measure_disk(path).free_bytes


def lock_directory(
    path: Path, base_url: str = "", *, pause: Callable[[float], object] = time.sleep
) -> IO[str]:
    """Lock the directory until the file is closed or the process ends in any way.

    The file names the process and the server's base URL, which may come from flags that commands do not know.
    ``pause`` waits for so many seconds between two tries.

    Raises:
        InUse: another process has locked it.
        OSError: the lock file cannot be opened, or is no regular file.
    """
    lock = os.fdopen(open_regular(path / LOCK, os.O_RDWR | os.O_CREAT), "r+")
    for _ in range(_TRIES):
        if _try_lock(lock):
            break
        pause(_RETRY_SECONDS)
    else:
        with lock:
            raise InUse(_read_holder(lock))
    lock.seek(0)
    lock.write(f"{os.getpid()}\n{base_url}\n")
    lock.truncate()  # last, so that a full disk has room for what replaces the former text
    return lock


def find_holder(path: Path) -> Holder | None:
    """Return the process that holds the lock; None without one."""
    if not (path / LOCK).exists():  # do not create it
        return None
    with os.fdopen(open_regular(path / LOCK, os.O_RDWR), "r+") as lock:
        return None if _try_lock(lock) else _read_holder(lock)


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read_holder(lock: IO[str]) -> Holder:
    pid, _, base_url = lock.read().strip().partition("\n")
    return Holder(int(pid) if pid.isdigit() else 0, base_url)


def read_key(path: Path) -> bytes:
    """Return the 32 bytes that one-time links are derived from; the first call creates them.

    Raises:
        StorageBroken: the file cannot be read, or is not a key.
    """
    file = path / KEY
    try:
        if not file.exists():
            new = path / f"{KEY}.{os.getpid()}"
            write_private(new, secrets.token_bytes(_KEY_BYTES))
            with contextlib.suppress(FileExistsError):  # another process was first: use its key
                file.hardlink_to(new)
            new.unlink()
        with os.fdopen(open_regular(file), "rb") as opened:
            key = opened.read(_KEY_BYTES + 1)
    except NotRegularFileError as error:
        raise StorageBroken(str(error)) from None
    except OSError as error:
        raise StorageBroken(f"{file} cannot be read: {error.strerror}") from None
    if len(key) != _KEY_BYTES:
        raise StorageBroken(
            f"{file} does not have {_KEY_BYTES} bytes, so it is not a key. Restore a backup, or remove the "
            "file: a new one is made, and links that were sent become invalid"
        )
    return key
