"""The outbox as administrators see it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from peewee import fn

from lintbox.domain import Letter, LetterKind, LetterState, User, fold
from lintbox.storage.letters import to_letter
from lintbox.storage.models import Letters, Users
from lintbox.storage.users import to_user


class Posted(NamedTuple):
    number: int
    letter: Letter
    user: User


class Query(NamedTuple):
    """``kinds`` are those whose subject has the text; ``before`` is the last number of the page before."""

    states: Collection[LetterState]
    text: str
    kinds: Collection[LetterKind]
    user_id: str | None
    before: int | None
    limit: int


class Page(NamedTuple):
    letters: list[Posted]
    counts: dict[LetterState, int]


def find(letter_id: str) -> Posted | None:
    row = _select().where(Letters.id == letter_id).first()
    return row and _to_posted(row)


def list_page(query: Query) -> Page:
    """Return the newest first."""
    whose = _matches(query)
    rows = _select().where(whose).order_by(Letters.number.desc()).limit(query.limit)
    if query.states:
        rows = rows.where(Letters.state.in_(query.states))
    if query.before:
        rows = rows.where(Letters.number < query.before)
    counts = Letters.select(Letters.state, fn.COUNT(Letters.number)).where(whose).group_by(Letters.state)
    return Page(
        [_to_posted(row) for row in rows], {LetterState(state): count for state, count in counts.tuples()}
    )


def count_since(since: datetime) -> tuple[int, int]:
    """Return how many were sent, and how many of those written since were given up."""
    sent = Letters.select().where(Letters.state == LetterState.SENT, Letters.sent_at > since)
    failed = Letters.select().where(Letters.state == LetterState.FAILED, Letters.created_at > since)
    return sent.count(), failed.count()


def count_delayed() -> int:
    """Count those that wait although they were tried."""
    waits = Letters.state.in_((LetterState.QUEUED, LetterState.SENDING))
    return int(Letters.select().where(waits, Letters.detail.is_null(False)).count())


def queue_again(letter_id: str, message_id: str, now: datetime) -> None:
    """Begin anew with a letter that was sent or given up."""
    Letters.update(
        state=LetterState.QUEUED, message_id=message_id, attempts=0, due_at=now, sent_at=None, detail=None
    ).where(Letters.id == letter_id).execute()


def hurry(now: datetime, letter_id: str | None = None) -> int:
    """Let one that waits, or all, be due now."""
    waits = Letters.state == LetterState.QUEUED
    if letter_id:
        waits &= Letters.id == letter_id
    return int(Letters.update(due_at=now).where(waits).execute())


def _matches(query: Query) -> Any:
    found: Any = Letters.user == query.user_id if query.user_id else Letters.number > 0
    if query.text:
        text = fold(query.text)
        name = fn.COALESCE(fn.JSON_EXTRACT(Letters.result, "$.name"), "")
        named = fn.INSTR(fn.FOLDED(name), text) > 0
        addressed = fn.INSTR(fn.FOLDED(Letters.recipient), text) > 0
        found &= named | addressed | Letters.kind.in_(query.kinds)
    return found


def _select() -> Any:
    return Letters.select(Letters, Users).join(Users)


def _to_posted(row: Any) -> Posted:
    return Posted(row.number, to_letter(row), to_user(row.user))
