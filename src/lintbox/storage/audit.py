"""Who did what: rows are added and grow old, and none is changed but to forget an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from lintbox.domain import Action
from lintbox.storage.models import Audit


class Entry(NamedTuple):
    """``by_name`` and ``user_email`` are None when that user was deleted since."""

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


def list_page(user_id: str | None, before: int | None, limit: int) -> Page:
    """Return the newest before a number; of one user, what he did and what was done to him."""
    whose = _concerns(user_id) if user_id else True
    rows = Audit.select().where(whose).order_by(Audit.number.desc())
    page = rows.where(Audit.number < before) if before else rows
    return Page([_to_entry(row) for row in page.limit(limit)], count(user_id))


def count(user_id: str | None = None) -> int:
    return int(Audit.select().where(_concerns(user_id) if user_id else True).count())


def forget(user_id: str) -> None:
    """Keep what was done, and take the address out of it."""
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
