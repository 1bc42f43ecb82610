"""Settings and database for a command, with errors in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from lintbox.cli import IN_USE, Stop
from lintbox.domain import NotStored
from lintbox.settings import PREFIX, Settings, find_unknown
from lintbox.storage.backup import BackupFailed
from lintbox.storage.directory import DATABASE, InUse, lock_directory, prepare_directory
from lintbox.storage.migrations import NewerSchema

if TYPE_CHECKING:
    from lintbox.storage.database import Database


def read_settings(**flags: Any) -> Settings:
    """Raises: Stop, with the first setting at fault and what is wrong with it."""
    for name in find_unknown():
        print(f"lintbox: there is no setting {name}; it is ignored", file=sys.stderr)
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        problem = error.errors()[0]
        name = PREFIX + str(problem["loc"][0]).upper() if problem["loc"] else "the settings"
        raise Stop(f"{name}: {problem['msg'].removeprefix('Value error, ')}") from None
    except OSError as error:
        raise Stop(f"a file that holds a setting cannot be read: {error}") from None


@contextmanager
def hold_directory(settings: Settings) -> Iterator[None]:
    """Hold the data directory, which is made where it is not there, as a server does.

    Raises:
        Stop
    """
    try:
        prepare_directory(settings.data_dir)
        lock = lock_directory(settings.data_dir)
    except InUse as error:
        raise describe_holder(settings, error) from None
    except OSError as error:
        raise Stop(f"the data directory {settings.data_dir} cannot be used: {error}") from None
    with lock:
        yield


def describe_holder(settings: Settings, error: InUse) -> Stop:
    holder = f"the process {error.pid}" if error.pid else "another process"
    return Stop(f"the data directory {settings.data_dir} is in use by {holder}", IN_USE)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the database beside a running server.

    Raises:
        Stop
    """
    from lintbox.storage.database import Database  # a server comes through here, too, and needs it later

    try:
        prepare_directory(settings.data_dir)
        db = Database(settings.data_dir / DATABASE, checkpoints=False)
    except (OSError, NewerSchema, BackupFailed, NotStored) as error:
        raise Stop(f"the data directory {settings.data_dir} cannot be used: {error}") from None
    try:
        yield db
    except NotStored as error:
        raise Stop(error.detail) from None
    finally:
        db.close()
