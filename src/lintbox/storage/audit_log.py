"""The audit log: rows are never changed, except to remove the address of a deleted user."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from lintbox.domain import Action
from lintbox.storage.models import Audit
from lintbox.storage.paging import Order, Position, fetch_page


class Entry(NamedTuple):
    """``by_name`` and ``user_email`` are None when that user was deleted later."""

    number: int
    at: datetime
    action: Action
    by_id: str | None
    by_name: str | None
    user_id: str | None
    user_email: str | None
    what: str | None
    network: str | None


class Page(NamedTuple):
    entries: list[Entry]
    after: Position | None
    total: int


def add(
    action: Action,
    at: datetime,
    *,
    by_id: str | None,
    by_name: str,
    network: str | None,
    user_id: str | None = None,
    user_email: str | None = None,
    what: str | None = None,
) -> None:
    Audit.create(
        action=action,
        at=at,
        by_id=by_id,
        by_name=by_name,
        network=network,
        user_id=user_id,
        user_email=user_email,
        what=what,
    )


def list_page(user_id: str | None, after: Position | None, limit: int) -> Page:
    """Return entries, newest first; with ``user_id`` only those by or about this user."""
    found = Audit.select().where(_concerns(user_id) if user_id else True)
    order = Order(Audit.number, Audit.number)
    rows, following = fetch_page(found, order, after, limit, lambda row: (row.number, row.number))
    return Page([_to_entry(row) for row in rows], following, count(user_id))


def count(user_id: str | None = None) -> int:
    return int(Audit.select().where(_concerns(user_id) if user_id else True).count())


def remove_address(user_id: str) -> None:
    """Keep the rows of a deleted user, without the address."""
    Audit.update(user_email=None).where(Audit.user_id == user_id).execute()
    Audit.update(by_name=None).where(Audit.by_id == user_id).execute()


def remove_older(than: datetime) -> int:
    return int(Audit.delete().where(Audit.at <= than).execute())


def _concerns(user_id: str) -> Any:
    return (Audit.user_id == user_id) | (Audit.by_id == user_id)


def _to_entry(row: Any) -> Entry:
    return Entry(
        row.number,
        row.at,
        Action(row.action),
        row.by_id,
        row.by_name,
        row.user_id,
        row.user_email,
        row.what,
        row.network,
    )
