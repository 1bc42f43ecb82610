"""Earlier versions of files, as many as ``KEEP_VERSIONS`` says: kept on a replacement, read and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lintbox.domain import NotFound, Version
from lintbox.services.ownership import get_file_number
from lintbox.settings import Settings
from lintbox.storage import contents, versions


def keep(settings: Settings, file_number: int, now: datetime, *, changes: bool) -> None:
    """Keep what a file has now as a version, unless its replacement has the same content (``changes``).

    Deletes the versions beyond the maximum, also after the setting was lowered.
    """
    if settings.keep_versions and changes:
        versions.add(file_number, now)
    versions.remove_older(file_number, settings.keep_versions)


def list_files_beyond(settings: Settings, limit: int) -> Sequence[int]:
    """Return the numbers of files with more versions than a lowered ``KEEP_VERSIONS`` says.

    Empty where the setting is left to its default: a command that lacks the server's settings must not
    delete what the server keeps.
    """
    if "keep_versions" not in settings.sources:
        return []
    return versions.list_files_beyond(settings.keep_versions, limit)


def remove_beyond(settings: Settings, file_numbers: Sequence[int]) -> None:
    """Delete the versions of these files beyond the maximum."""
    for number in file_numbers:
        versions.remove_older(number, settings.keep_versions)


def measure_kept(settings: Settings, file_number: int, size: int, *, changes: bool) -> int:
    """Return how many bytes ``keep`` adds to the versions of such a file; negative if it frees some."""
    before = [version.size for version in versions.list_of_file(file_number)]
    after = [size, *before] if changes else before
    return sum(after[: settings.keep_versions]) - sum(before)


def list_of_file(user_id: str, file_id: str) -> Sequence[Version]:
    """Return the versions without findings, newest first.

    Raises:
        NotFound
    """
    return versions.list_of_file(get_file_number(user_id, file_id))


def get(user_id: str, file_id: str, version_id: str) -> Version:
    """Return a version with its findings.

    Raises:
        NotFound
    """
    version = versions.find(get_file_number(user_id, file_id), version_id)
    if version is None:
        raise _no_such_version()
    return version


def read_content(user_id: str, file_id: str, version_id: str) -> tuple[str, bytes]:
    """Return the name and the bytes.

    Raises:
        NotFound
    """
    version = get(user_id, file_id, version_id)
    return version.name, contents.read(version.sha256)


def delete(user_id: str, file_id: str, version_id: str) -> None:
    """Raises: NotFound."""
    if not versions.remove(get_file_number(user_id, file_id), version_id):
        raise _no_such_version()


def _no_such_version() -> NotFound:
    return NotFound("There is no such version. Only the newest ones of a file are kept.")
