"""The files of all users, for administrators."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import Action, Check, CheckState, File, User
from lintbox.services import checks, cursors, files
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.ownership import no_such_file
from lintbox.settings import Settings
from lintbox.storage import files_overview
from lintbox.storage.files import Page, Query
from lintbox.storage.files_overview import Totals

_TEXT_SORTS = {"name", "user"}


class Owned(NamedTuple):
    file: File
    owner: User


class Listed(NamedTuple):
    """``files`` are the page's files with their owners; ``totals`` counts all files of the server."""

    page: Page
    files: list[Owned]
    next: str | None
    totals: Totals


class Content(NamedTuple):
    name: str
    data: bytes


def list_page(
    user_id: str | None,
    sort: str,
    states: Collection[CheckState],
    text: str,
    cursor: str | None,
    limit: int,
) -> Listed:
    """Raises: Invalid, for an unknown cursor or one of another sort order."""
    after = cursors.decode(cursor, str if sort in _TEXT_SORTS else int, int)
    page = files_overview.list_page(user_id, Query(sort, states, text, after, limit))
    owners = files_overview.get_owners([file.id for file in page.files])
    owned = [Owned(file, owners[file.id]) for file in page.files]
    return Listed(page, owned, cursors.encode(page.after), files_overview.measure())


def get(file_id: str) -> Owned:
    """Raises: NotFound."""
    owner, _ = _get_owner(file_id)
    return Owned(files.get(owner.id, file_id), owner)


def get_check(file_id: str, check_id: str) -> tuple[Check, str]:
    """Raises: NotFound."""
    owner, _ = _get_owner(file_id)
    return checks.get(owner.id, file_id, check_id)


def read_content_audited(actor: Actor, file_id: str, now: datetime) -> Content:
    """Return the content, and record the access in the audit log.

    Raises:
        NotFound
    """
    owner, _ = _get_owner(file_id)
    name, data = files.read_content(owner.id, file_id)
    audit.record(actor, Action.LOOKED_AT_FILE, now, user=owner, what=name)
    return Content(name, data)


def check_again(
    settings: Settings, actor: Actor, file_id: str, now: datetime, batch_name: str | None = None
) -> Owned:
    """Queue a check, which shares an email with others of its owner with the same ``batch_name``.

    Raises:
        NotFound, TooMany
    """
    owner, name = _get_owner(file_id)
    audit.record(actor, Action.CHECKED_FILE, now, user=owner, what=name)
    return Owned(checks.request(settings, owner.id, file_id, now, batch_name=batch_name), owner)


def delete(actor: Actor, file_id: str, now: datetime) -> User:
    """Delete the file, and return its owner.

    Raises:
        NotFound
    """
    owner, name = _get_owner(file_id)
    files.delete(owner.id, file_id)
    audit.record(actor, Action.DELETED_FILE, now, user=owner, what=name)
    return owner


def _get_owner(file_id: str) -> tuple[User, str]:
    found = files_overview.find_owner(file_id)
    if found is None:
        raise no_such_file()
    return found
