"""The outbox as administrators see it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from peewee import fn

from lintbox.domain import Email, EmailKind, EmailState, User, fold
from lintbox.storage.emails import to_email
from lintbox.storage.models import Outbox, Users
from lintbox.storage.users import to_user


class Posted(NamedTuple):
    number: int
    email: Email
    user: User


class Query(NamedTuple):
    """``kinds`` are those whose subject has the text; ``before`` is the last number of the page before."""

    states: Collection[EmailState]
    text: str
    kinds: Collection[EmailKind]
    user_id: str | None
    before: int | None
    limit: int


class Page(NamedTuple):
    emails: list[Posted]
    counts: dict[EmailState, int]


def find(email_id: str) -> Posted | None:
    row = _select().where(Outbox.id == email_id).first()
    return row and _to_posted(row)


def list_page(query: Query) -> Page:
    """Return the newest first."""
    whose = _matches(query)
    rows = _select().where(whose).order_by(Outbox.number.desc()).limit(query.limit)
    if query.states:
        rows = rows.where(Outbox.state.in_(query.states))
    if query.before:
        rows = rows.where(Outbox.number < query.before)
    counts = Outbox.select(Outbox.state, fn.COUNT(Outbox.number)).where(whose).group_by(Outbox.state)
    return Page(
        [_to_posted(row) for row in rows], {EmailState(state): count for state, count in counts.tuples()}
    )


def count_since(since: datetime) -> tuple[int, int]:
    """Return how many were sent, and how many of those written since were given up."""
    sent = Outbox.select().where(Outbox.state == EmailState.SENT, Outbox.sent_at > since)
    failed = Outbox.select().where(Outbox.state == EmailState.FAILED, Outbox.created_at > since)
    return sent.count(), failed.count()


def count_delayed() -> int:
    """Count those that wait although they were tried."""
    waits = Outbox.state.in_((EmailState.QUEUED, EmailState.SENDING))
    return int(Outbox.select().where(waits, Outbox.detail.is_null(False)).count())


def queue_again(email_id: str, message_id: str, now: datetime) -> None:
    """Begin anew with an email that was sent or given up."""
    Outbox.update(
        state=EmailState.QUEUED, message_id=message_id, attempts=0, due_at=now, sent_at=None, detail=None
    ).where(Outbox.id == email_id).execute()


def hurry(now: datetime, email_id: str | None = None) -> int:
    """Let one that waits, or all, be due now."""
    waits = Outbox.state == EmailState.QUEUED
    if email_id:
        waits &= Outbox.id == email_id
    return int(Outbox.update(due_at=now).where(waits).execute())


def _matches(query: Query) -> Any:
    found: Any = Outbox.user == query.user_id if query.user_id else Outbox.number > 0
    if query.text:
        text = fold(query.text)
        name = fn.COALESCE(fn.JSON_EXTRACT(Outbox.result, "$.name"), "")
        named = fn.INSTR(fn.FOLDED(name), text) > 0
        addressed = fn.INSTR(fn.FOLDED(Outbox.recipient), text) > 0
        found &= named | addressed | Outbox.kind.in_(query.kinds)
    return found


def _select() -> Any:
    return Outbox.select(Outbox, Users).join(Users)


def _to_posted(row: Any) -> Posted:
    return Posted(row.number, to_email(row), to_user(row.user))
