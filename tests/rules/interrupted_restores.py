"""``python -m tests.rules.interrupted_restores MODE FORMER RESTORED FOLDER``: restores end in the middle.

Each has copies of both folders, in FOLDER/0, FOLDER/1 and so on, and a process of its own. It gets one change
of the data further than the one before: it is killed there (MODE ``kill``), this change fails (``fail``), or
this and all later ones (``stay``). With a ``-`` before the mode, SQLite cannot open the former database. The
last restore is complete. Prints the errors, a line for each restore.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from lintbox.storage.replacement import replace_data
from lintbox.storage.untrusted_backup import BackupFailed

_UNPACKED = ".restoring-it"
_KILLED, _REFUSED = 9, 3
_CHANGES = {"os.mkdir": 0, "os.link": 1, "os.rename": 1, "os.remove": 0}
"""Events of the audit hook, and which argument is the changed path."""


def main(mode: str, former: str, restored: str, folder: str) -> None:
    for number in count():
        data = Path(folder) / str(number)
        shutil.copytree(former, data)
        shutil.copytree(restored, data / _UNPACKED)
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reader)
            os._exit(_restore(data, mode, number, writer))
        os.close(writer)
        with os.fdopen(reader) as said:
            sys.stdout.write(said.read() + "\n")
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            return


def _restore(data: Path, mode: str, number: int, errors: int) -> int:
    sys.addaudithook(_make_hook(data, mode, number))
    try:
        replace_data(data / _UNPACKED, data, datetime(2026, 11, 23, tzinfo=UTC))
    except (OSError, BackupFailed) as error:
        os.write(errors, str(error).encode())
        return _REFUSED
    return 0


def _make_hook(data: Path, mode: str, number: int) -> Callable[[str, tuple[object, ...]], None]:
    seen = count()

    def meet(event: str, arguments: tuple[object, ...]) -> None:
        if event == "sqlite3.connect" and mode.startswith("-"):
            raise sqlite3.OperationalError("disk I/O error")
        if event not in _CHANGES or not _is_final(data, str(arguments[_CHANGES[event]])):
            return
        at = next(seen)
        if at == number and mode.endswith("kill"):
            os._exit(_KILLED)
        if at == number or (at > number and mode == "stay"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    return meet


def _is_final(data: Path, path: str) -> bool:
    """Return whether the path is in the folder, and not in the one with the restored data."""
    return Path(path).is_relative_to(data) and not Path(path).is_relative_to(data / _UNPACKED)


if __name__ == "__main__":
    main(*sys.argv[1:])
