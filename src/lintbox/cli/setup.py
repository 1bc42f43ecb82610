"""Opens what commands need (settings, data directory, database); errors become ``CommandError``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from lintbox.cli import IN_USE, CommandError
from lintbox.cli.streams import print_error
from lintbox.domain import NotStored
from lintbox.environment import PREFIX, SettingsUnreadable
from lintbox.settings import Settings, get_base_url, list_errors, list_warnings
from lintbox.storage.backup import BackupFailed
from lintbox.storage.directory import (
    DATABASE,
    Holder,
    InUse,
    find_holder,
    has_database,
    list_open,
    lock_directory,
    prepare_directory,
    read_key,
)
from lintbox.storage.lost_database import find_loss
from lintbox.storage.migrations import NewerSchema

if TYPE_CHECKING:
    from lintbox.services.emails import LinkBuilder
    from lintbox.storage.database import Database


def read_settings(**flags: Any) -> Settings:
    """Read the settings; a flag that is None is unset.

    Raises:
        CommandError: with the first invalid setting, or an unknown name that resembles a critical setting.
    """
    try:
        settings = Settings(**{name: value for name, value in flags.items() if value is not None})
    except SettingsUnreadable as error:
        raise CommandError(str(error)) from None
    except ValidationError as error:
        problem = error.errors()[0]
        name = f"{_name(str(problem['loc'][0]), flags)}: " if problem["loc"] else ""
        raise CommandError(name + problem["msg"].removeprefix("Value error, ")) from None
    for sentence in list_errors(settings):
        raise CommandError(f"{sentence} Nothing was started.")
    for warning in list_warnings(settings):
        print_error(f"{warning} It is ignored.")
    return settings


def _name(setting: str, flags: Mapping[str, object]) -> str:
    """Return the flag that a value came from, or else the variable."""
    return f"{PREFIX}{setting.upper()}" if flags.get(setting) is None else f"--{setting.replace('_', '-')}"


@contextmanager
def hold_directory(settings: Settings) -> Iterator[None]:
    """Lock the data directory, as a server does; creates it if missing.

    Raises:
        CommandError
    """
    try:
        prepare_directory(settings.data_dir)
        lock = lock_directory(settings.data_dir)
    except InUse as error:
        raise describe_holder(settings, error.holder) from None
    except OSError as error:
        raise describe_unusable(settings, error) from None
    with lock:
        yield


def describe_holder(settings: Settings, holder: Holder) -> CommandError:
    name = f"the process {holder.pid}" if holder.pid else "another process"
    return CommandError(f"the data directory {settings.data_dir} is in use by {name}", IN_USE)


def describe_unusable(settings: Settings, error: Exception) -> CommandError:
    """Return a sentence with advice instead of Python's text for an error of the operating system."""
    reason = str(error)
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        reason = f"{place}{error.strerror}. Choose a folder in which Lintbox may create files"
    return CommandError(f"the data directory {settings.data_dir} cannot be used: {reason}")


def list_exposures(settings: Settings) -> list[str]:
    """Return a warning if other users of this machine have access to the data."""
    if not (opened := list_open(settings.data_dir)):
        return []
    places = " and ".join(map(str, opened))
    return [f"other users of this machine may have access to {places}: run lintbox doctor"]


@contextmanager
def open_database(settings: Settings, *, create: bool = False) -> Iterator[Database]:
    """Open the database, also beside a running server; a missing one is created only with ``create``.

    Raises:
        CommandError
    """
    from lintbox.storage.database import Database  # lazy: "serve" imports this module and starts faster so

    folder = settings.data_dir
    try:
        if create or folder.exists():
            prepare_directory(folder)
        if not create and not has_database(folder) and not find_loss(folder):
            raise CommandError(f"there is no Lintbox data in {folder}")
        db = Database(folder / DATABASE, checkpoints=False)
    except NotStored as error:
        raise CommandError(f"the data directory {folder} cannot be used: {error.detail}") from None
    except (OSError, sqlite3.Error, NewerSchema, BackupFailed) as error:
        raise describe_unusable(settings, error) from None
    try:
        yield db
    finally:
        db.close()


def open_link_builder(settings: Settings) -> LinkBuilder:
    """Return a builder of the links in emails, the same as that of the server on this data directory."""
    from lintbox.services.emails import LinkBuilder

    server = find_holder(settings.data_dir)
    base_url = (server and server.base_url) or get_base_url(settings, settings.port)
    return LinkBuilder(base_url, read_key(settings.data_dir))
