"""The files of everybody in an administrator's hands."""

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

_OF_TEXT = {"name", "user"}


class Owned(NamedTuple):
    file: File
    owner: User


class Listed(NamedTuple):
    """``files`` are those of the page with their owners; ``totals`` are of everything there is."""

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
    """Raises: Invalid, for a cursor that is none of ours, or of another order."""
    after = cursors.read(cursor, str if sort in _OF_TEXT else int, int)
    page = files_overview.list_page(user_id, Query(sort, states, text, after, limit))
    owners = files_overview.find_owners([file.id for file in page.files])
    owned = [Owned(file, owners[file.id]) for file in page.files]
    return Listed(page, owned, page.after and cursors.write(page.after), files_overview.measure())


def get(file_id: str) -> Owned:
    """Raises: NotFound."""
    owner, _ = _find(file_id)
    return Owned(files.get(owner.id, file_id), owner)


def get_check(file_id: str, check_id: str) -> tuple[Check, str]:
    """Raises: NotFound."""
    owner, _ = _find(file_id)
    return checks.get(owner.id, file_id, check_id)


def look_at(actor: Actor, file_id: str, now: datetime) -> Content:
    """Return the content, and note that it was looked at.

    Raises:
        NotFound
    """
    owner, _ = _find(file_id)
    name, data = files.read_content(owner.id, file_id)
    audit.note(actor, Action.LOOKED_AT_FILE, now, user=owner, what=name)
    return Content(name, data)


def check_again(settings: Settings, actor: Actor, file_id: str, now: datetime) -> Owned:
    """Raises: NotFound, TooMany."""
    owner, name = _find(file_id)
    audit.note(actor, Action.CHECKED_FILE, now, user=owner, what=name)
    return Owned(checks.request(settings, owner.id, file_id, now), owner)


def delete(actor: Actor, file_id: str, now: datetime) -> User:
    """Remove the file, and return whose it was.

    Raises:
        NotFound
    """
    owner, name = _find(file_id)
    files.delete(owner.id, file_id)
    audit.note(actor, Action.DELETED_FILE, now, user=owner, what=name)
    return owner


def _find(file_id: str) -> tuple[User, str]:
    found = files_overview.find_owner(file_id)
    if found is None:
        raise no_such_file()
    return found
