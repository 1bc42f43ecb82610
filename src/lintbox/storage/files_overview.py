"""The files of all users, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peewee import fn

from lintbox.domain import User
from lintbox.storage.files import SORTS, Page, Query, matches, read_page, select_newest
from lintbox.storage.models import Contents, Files, Users, Versions
from lintbox.storage.users import select_named, to_user

_SORTS = SORTS | {"user": Users.email_key, "largest": Contents.size}


class Totals(NamedTuple):
    """``bytes`` includes those of earlier versions."""

    files: int
    users: int
    bytes: int


def find_owner(file_id: str) -> tuple[User, str] | None:
    """Return the owner and the name of a file."""
    row = Files.select(Files.name, Users).join(Users).where(Files.id == file_id).first()
    return row and (to_user(row.user), str(row.name))


def get_owners(file_ids: Sequence[str]) -> dict[str, User]:
    rows = Files.select(Files.id, Users).join(Users).where(Files.id.in_(file_ids))
    return {row.id: to_user(row.user) for row in rows}


def list_page(user_id: str | None, query: Query) -> Page:
    """List the files of all users or of one; the text also matches part of an address or a display name."""
    found = select_newest().join(Users)
    if query.sort == "largest":
        found = found.switch(Files).join(Contents)
    if user_id:
        found = found.where(Files.user == user_id)
    if query.text:
        # a subquery: a name is folded once, not for each file of its user
        found = found.where(matches(query.text) | Files.user.in_(select_named(query.text)))
    return read_page(found, _SORTS[query.sort], query)


def measure() -> Totals:
    columns = (
        fn.COUNT(Files.number),
        fn.COUNT(Files.user.distinct()),
        fn.COALESCE(fn.SUM(Contents.size), 0),
    )
    count, owners, size = Files.select(*columns).join(Contents).tuples().get()
    kept = Versions.select(fn.COALESCE(fn.SUM(Contents.size), 0)).join(Contents).tuples().get()
    return Totals(count, owners, size + kept[0])
