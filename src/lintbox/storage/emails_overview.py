"""The outbox with its users, for administrators."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from peewee import fn

from lintbox.domain import Email, EmailKind, EmailState, User, fold
from lintbox.storage.emails import to_email
from lintbox.storage.models import Outbox, Users
from lintbox.storage.paging import Order, Position, fetch_page
from lintbox.storage.users import select_named, to_user


class OutboxEntry(NamedTuple):
    number: int
    email: Email
    user: User


class Query(NamedTuple):
    """``kinds`` are the kinds whose subject contains the text."""

    states: Collection[EmailState]
    text: str
    kinds: Collection[EmailKind]
    user_id: str | None
    after: Position | None
    limit: int


class Page(NamedTuple):
    emails: list[OutboxEntry]
    after: Position | None
    counts: dict[EmailState, int]


def find(email_id: str) -> OutboxEntry | None:
    row = _select().where(Outbox.id == email_id).first()
    return row and _to_entry(row)


def list_page(query: Query) -> Page:
    """Return emails, newest first; ``counts`` ignores the states of the query."""
    matches = _matches(query)
    found = _select().where(matches)
    if query.states:
        found = found.where(Outbox.state.in_(query.states))
    order = Order(Outbox.number, Outbox.number)
    rows, after = fetch_page(found, order, query.after, query.limit, lambda row: (row.number, row.number))
    counts = Outbox.select(Outbox.state, fn.COUNT(Outbox.number)).where(matches).group_by(Outbox.state)
    return Page(
        [_to_entry(row) for row in rows],
        after,
        {EmailState(state): count for state, count in counts.tuples()},
    )


def count_since(since: datetime) -> tuple[int, int]:
    """Count the emails sent since then, and the failed ones of those written since then."""
    sent = Outbox.select().where(Outbox.state == EmailState.SENT, Outbox.sent_at > since)
    failed = Outbox.select().where(Outbox.state == EmailState.FAILED, Outbox.created_at > since)
    return sent.count(), failed.count()


def count_delayed() -> int:
    """Count queued emails that have had an attempt."""
    waiting = Outbox.state.in_((EmailState.QUEUED, EmailState.SENDING))
    return int(Outbox.select().where(waiting, Outbox.detail.is_null(False)).count())


def make_due(now: datetime, email_id: str | None = None) -> int:
    """Make one email due now, also one that collects results, or all queued ones."""
    waiting = Outbox.state == EmailState.QUEUED
    if email_id:
        collecting = Outbox.state == EmailState.COLLECTING
        waiting = (waiting | collecting) & (Outbox.id == email_id)
    return int(Outbox.update(due_at=now).where(waiting).execute())


def _matches(query: Query) -> Any:
    found: Any = Outbox.user == query.user_id if query.user_id else Outbox.number > 0
    if query.text:
        text = fold(query.text)
        name = fn.COALESCE(fn.JSON_EXTRACT(Outbox.result, "$.name"), "")
        named = fn.INSTR(fn.FOLDED(name), text) > 0
        addressed = fn.INSTR(fn.FOLDED(Outbox.recipient), text) > 0
        owned = Outbox.user.in_(select_named(query.text))
        found &= named | addressed | owned | Outbox.kind.in_(query.kinds)
    return found


def _select() -> Any:
    return Outbox.select(Outbox, Users).join(Users)


def _to_entry(row: Any) -> OutboxEntry:
    return OutboxEntry(row.number, to_email(row), to_user(row.user))
