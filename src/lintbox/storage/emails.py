"""The outbox: a row is an email to send, and stays as the record of what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter

from lintbox.domain import Delivery, Email, EmailKind, EmailState, MailMode, Outcome, Result
from lintbox.storage.models import Outbox, connection, find_moment, get_moment, to_milliseconds

_result = TypeAdapter(Result)
_WAYS = {Outcome.SENT: MailMode.SMTP, Outcome.SAVED: MailMode.LOCAL}

# in plain SQL, as for checks: most of these stand beside every check
_ADD = """
INSERT INTO outbox (
    id, kind, subject, user_id, recipient, message_id, link, result, due_at, created_at, state, attempts
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0)
"""
_IS_DUE = "SELECT 1 FROM outbox INDEXED BY outbox_due WHERE state = 'queued' AND due_at <= ? LIMIT 1"
_TAKE = """
UPDATE outbox SET state = 'sending', attempts = attempts + 1
WHERE number = ({next}) RETURNING
    id, user_id, kind, recipient, message_id, created_at, attempts, link, result, sent_at, detail, due_at
"""
# by name: left to itself SQLite takes another index, and sorts all that wait for each one that is taken
_TAKE_FIRST = _TAKE.format(
    next="""
    SELECT number FROM outbox INDEXED BY outbox_first
    WHERE state = 'queued' AND kind <> 'result' AND due_at <= ? ORDER BY due_at LIMIT 1
"""
)
# Walks the users that have results waiting, in the order of their ids, to the first with one that is due:
# one look into the index per user, however many emails of theirs are queued.
_TAKE_RESULT = _TAKE.format(
    next="""
    WITH RECURSIVE waiting (user_id) AS (
        SELECT min(user_id) FROM outbox INDEXED BY outbox_results
        WHERE state = 'queued' AND kind = 'result' AND user_id > ?
        UNION ALL
        SELECT (
            SELECT min(user_id) FROM outbox INDEXED BY outbox_results
            WHERE state = 'queued' AND kind = 'result' AND user_id > waiting.user_id
        ) FROM waiting WHERE waiting.user_id IS NOT NULL
    )
    SELECT due.number FROM waiting JOIN outbox AS due ON due.number = (
        SELECT number FROM outbox INDEXED BY outbox_results
        WHERE state = 'queued' AND kind = 'result' AND user_id = waiting.user_id AND due_at <= ?
        ORDER BY due_at LIMIT 1
    ) LIMIT 1
"""
)
_NOTE = """
UPDATE outbox SET state = ?, sent_at = coalesce(?, sent_at), due_at = coalesce(?, due_at), detail = ?,
    via = coalesce(?, via)
WHERE id = ?
"""

_FIND_NTH_NEWEST = "SELECT created_at FROM outbox WHERE user_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?"

_REMOVE_VOID = """
DELETE FROM outbox
WHERE user_id = ? AND state = 'queued' AND link IS NOT NULL AND link NOT IN (SELECT id FROM links)
"""

# spelled as the index is, so that it is used
_UNSENT = "SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state"
_WAITING = "SELECT min(created_at), count(*) FILTER (WHERE attempts > 0) FROM outbox WHERE state = 'queued'"


def add(
    kind: EmailKind,
    subject: str,
    user_id: str,
    recipient: str,
    message_id: str,
    now: datetime,
    *,
    link: str | None = None,
    result: Result | None = None,
) -> None:
    email = (secrets.token_hex(8), kind.value, subject, user_id, recipient, message_id, link)
    written = result and _result.dump_json(result).decode()
    connection.execute_sql(_ADD, (*email, written, to_milliseconds(now), to_milliseconds(now)))


def take(now: datetime, after: str) -> Email | None:
    """Take the next that is due: one with a link, else a result of the next user behind the id ``after``."""
    due = to_milliseconds(now)
    if connection.execute_sql(_IS_DUE, (due,)).fetchone() is None:
        return None
    row = (
        connection.execute_sql(_TAKE_FIRST, (due,)).fetchone()
        or connection.execute_sql(_TAKE_RESULT, (after, due)).fetchone()
        or connection.execute_sql(_TAKE_RESULT, ("", due)).fetchone()
    )
    if row is None:
        return None
    (
        email_id,
        user_id,
        kind,
        recipient,
        message_id,
        created_at,
        attempts,
        link,
        result,
        sent_at,
        detail,
        due_at,
    ) = row
    return Email(
        email_id,
        user_id,
        EmailKind(kind),
        recipient,
        message_id,
        EmailState.SENDING,
        get_moment(created_at),
        attempts,
        link,
        _result.validate_json(result) if result else None,
        find_moment(sent_at),
        detail,
        find_moment(due_at),
    )


def find_nth_newest(user_id: str, nth: int) -> datetime | None:
    """Return when the user's ``nth`` newest was written; None where there are not so many."""
    row = connection.execute_sql(_FIND_NTH_NEWEST, (user_id, nth - 1)).fetchone()
    return row and get_moment(row[0])


def bring_forward(again_after: Sequence[timedelta], now: datetime) -> int:
    """Make due what waits longer than any email has to: the clock was set back meanwhile."""
    longest = dict(enumerate((timedelta(0), *again_after)))
    cases = " ".join(f"WHEN {tries} THEN {to_milliseconds(now + after)}" for tries, after in longest.items())
    late = f"due_at > CASE attempts {cases} ELSE {to_milliseconds(now + again_after[-1])} END"
    sql = f"UPDATE outbox SET due_at = ? WHERE state = 'queued' AND {late}"  # noqa: S608  numbers
    return int(connection.execute_sql(sql, (to_milliseconds(now),)).rowcount)


def note(email_id: str, delivery: Delivery, due_at: datetime | None, now: datetime) -> None:
    """Write what became of an attempt; ``due_at`` is when to try again, None for never."""
    state, sent_at, again_at, via = EmailState.FAILED, None, None, None
    if delivery.outcome in _WAYS:
        state, sent_at, via = EmailState.SENT, to_milliseconds(now), _WAYS[delivery.outcome].value
    elif due_at:
        state, again_at = EmailState.QUEUED, to_milliseconds(due_at)
    connection.execute_sql(_NOTE, (state.value, sent_at, again_at, delivery.detail, via, email_id))


class Unsent(NamedTuple):
    counts: dict[str, int]
    oldest_queued: datetime | None
    tried: int


def measure_unsent() -> Unsent:
    """Count the emails that were not sent by state; of the queued, find the oldest and count the tried."""
    rows = connection.execute_sql(_UNSENT).fetchall()
    oldest, tried = connection.execute_sql(_WAITING).fetchone()
    return Unsent(dict(rows), Outbox.created_at.python_value(oldest), tried)


def remove_void(user_id: str) -> None:
    """Remove what waits with a link that is no more: it never was undeliverable, it is of no use."""
    connection.execute_sql(_REMOVE_VOID, (user_id,))


def remove(email_id: str) -> None:
    Outbox.delete().where(Outbox.id == email_id).execute()


def give_back() -> int:
    """Queue again what an earlier process was sending when it ended: no server has refused it by that."""
    sending = Outbox.state == EmailState.SENDING
    back = Outbox.update(state=EmailState.QUEUED, attempts=Outbox.attempts - 1)
    return int(back.where(sending).execute())


def to_email(row: Outbox) -> Email:
    return Email(
        id=str(row.id),
        user_id=str(row.user_id),
        kind=EmailKind(str(row.kind)),
        recipient=str(row.recipient),
        message_id=str(row.message_id),
        state=EmailState(str(row.state)),
        created_at=row.created_at,
        attempts=int(row.attempts),
        link=row.link,
        result=_result.validate_json(row.result) if row.result else None,
        sent_at=row.sent_at,
        detail=row.detail,
        due_at=row.due_at,
        via=MailMode(row.via) if row.via else None,
    )
