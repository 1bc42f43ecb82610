"""The files of everybody, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peewee import fn

from lintbox.domain import User
from lintbox.storage.files import SORTS, Page, Query, matches, select_newest, turn_page
from lintbox.storage.models import Contents, Files, Users
from lintbox.storage.users import to_user

_SORTS = SORTS | {"user": Users.email_key, "largest": Contents.size}


class Totals(NamedTuple):
    files: int
    users: int
    bytes: int


def find_owner(file_id: str) -> tuple[User, str] | None:
    """Return whose file it is, and its name."""
    row = Files.select(Files.name, Users).join(Users).where(Files.id == file_id).first()
    return row and (to_user(row.user), str(row.name))


def find_owners(file_ids: Sequence[str]) -> dict[str, User]:
    rows = Files.select(Files.id, Users).join(Users).where(Files.id.in_(file_ids))
    return {row.id: to_user(row.user) for row in rows}


def list_page(user_id: str | None, query: Query) -> Page:
    """List the files of all, or of one user; the text may also be a part of an address."""
    found = select_newest().join(Users)
    if query.sort == "largest":
        found = found.switch(Files).join(Contents)
    if user_id:
        found = found.where(Files.user == user_id)
    if query.text:
        of_user = fn.INSTR(Users.email_key, query.text.casefold()) > 0
        found = found.where(matches(query.text) | of_user)
    return turn_page(found, _SORTS[query.sort], query)


def measure() -> Totals:
    columns = (
        fn.COUNT(Files.number),
        fn.COUNT(Files.user.distinct()),
        fn.COALESCE(fn.SUM(Contents.size), 0),
    )
    return Totals(*Files.select(*columns).join(Contents).tuples().get())
