"""The outbox: a row is an email to send, and remains as the record of its delivery."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

from peewee import fn
from pydantic import Field, TypeAdapter

from lintbox.domain import BatchResult, Delivery, Email, EmailKind, EmailState, MailMode, Outcome, Result
from lintbox.storage.models import Checks, Outbox, connection, to_milliseconds, to_moment, to_optional_moment

# left to right: otherwise each result is validated as both
_result: TypeAdapter[Result | BatchResult] = TypeAdapter(
    Annotated[Result | BatchResult, Field(union_mode="left_to_right")]
)
_MODES = {Outcome.SENT: MailMode.SMTP, Outcome.SAVED: MailMode.LOCAL}

# plain SQL, as for checks: most of these run for every check
_ADD = """
INSERT INTO outbox (
    id, kind, subject, user_id, recipient, message_id, link, result, created_at, due_at, state, batch,
    attempts
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
"""
_IS_DUE = "SELECT 1 FROM outbox INDEXED BY outbox_due WHERE state = 'queued' AND due_at <= ? LIMIT 1"
_CLAIM = """
UPDATE outbox SET state = 'sending', attempts = attempts + 1
WHERE number = ({next}) RETURNING
    id, user_id, kind, recipient, message_id, created_at, attempts, link, result, sent_at, detail, due_at
"""
# INDEXED BY: SQLite would choose another index, and sort all queued emails for each claim
_CLAIM_FIRST = _CLAIM.format(
    next="""
    SELECT number FROM outbox INDEXED BY outbox_first
    WHERE state = 'queued' AND kind <> 'result' AND due_at <= ? ORDER BY due_at LIMIT 1
"""
)
# Steps through the users with queued results, in the order of their ids, to the first result that is due:
# one index lookup per user, regardless of how many emails are queued.
_CLAIM_RESULT = _CLAIM.format(
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
_SET_OUTCOME = """
UPDATE outbox SET state = ?, sent_at = coalesce(?, sent_at), due_at = coalesce(?, due_at), detail = ?,
    via = coalesce(?, via)
WHERE id = ?
"""

_FIND_NTH_NEWEST = "SELECT created_at FROM outbox WHERE user_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?"

_REMOVE_VOID = """
DELETE FROM outbox
WHERE user_id = ? AND state = 'queued' AND link IS NOT NULL AND link NOT IN (SELECT id FROM links)
"""

# the same condition as the partial index, so that SQLite uses it
_COUNT_UNSENT = "SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state"
_MEASURE_QUEUED = (
    "SELECT min(created_at), count(*) FILTER (WHERE attempts > 0) FROM outbox WHERE state = 'queued'"
)


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
    written = result and write_result(result)
    moment = to_milliseconds(now)
    connection.execute_sql(_ADD, (*email, written, moment, moment, EmailState.QUEUED.value, None))


def open_for_batch(
    batch: str, subject: str, user_id: str, recipient: str, message_id: str, now: datetime, until: datetime
) -> None:
    """Add an email that collects the results of this batch, until that time at the latest."""
    email = (secrets.token_hex(8), EmailKind.RESULT.value, subject, user_id, recipient, message_id)
    moments = (to_milliseconds(now), to_milliseconds(until))
    connection.execute_sql(_ADD, (*email, None, None, *moments, EmailState.COLLECTING.value, batch))


def write_result(result: Result | BatchResult) -> str:
    return _result.dump_json(result).decode()


def read_result(written: str) -> Result | BatchResult:
    return _result.validate_json(written)


def claim_next(now: datetime, after: str) -> Email | None:
    """Claim an email that is due: one with a link, else a result of the next user after the id ``after``."""
    due = to_milliseconds(now)
    if connection.execute_sql(_IS_DUE, (due,)).fetchone() is None:
        return None
    row = (
        connection.execute_sql(_CLAIM_FIRST, (due,)).fetchone()
        or connection.execute_sql(_CLAIM_RESULT, (after, due)).fetchone()
        or connection.execute_sql(_CLAIM_RESULT, ("", due)).fetchone()
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
        to_moment(created_at),
        attempts,
        link,
        read_result(result) if result else None,
        to_optional_moment(sent_at),
        detail,
        to_optional_moment(due_at),
    )


def find_nth_newest(user_id: str, nth: int) -> datetime | None:
    """Return when the user's ``nth`` newest email was written; None where there are fewer."""
    row = connection.execute_sql(_FIND_NTH_NEWEST, (user_id, nth - 1)).fetchone()
    return row and to_moment(row[0])


def bring_forward(retry_delays: Sequence[timedelta], now: datetime) -> int:
    """Make emails due whose next attempt is further away than their delay: the clock was set back."""
    delays = enumerate((timedelta(0), *retry_delays))
    cases = " ".join(f"WHEN {attempts} THEN {to_milliseconds(now + delay)}" for attempts, delay in delays)
    late = f"due_at > CASE attempts {cases} ELSE {to_milliseconds(now + retry_delays[-1])} END"
    sql = f"UPDATE outbox SET due_at = ? WHERE state = 'queued' AND {late}"  # noqa: S608  numbers
    return int(connection.execute_sql(sql, (to_milliseconds(now),)).rowcount)


def record_delivery(email_id: str, delivery: Delivery, due_at: datetime | None, now: datetime) -> None:
    """Store the outcome of an attempt; ``due_at`` is the time of the next one, None for no retry."""
    state, sent_at, retry_at, via = EmailState.FAILED, None, None, None
    if delivery.outcome in _MODES:
        state, sent_at, via = EmailState.SENT, to_milliseconds(now), _MODES[delivery.outcome].value
    elif due_at:
        state, retry_at = EmailState.QUEUED, to_milliseconds(due_at)
    connection.execute_sql(_SET_OUTCOME, (state.value, sent_at, retry_at, delivery.detail, via, email_id))


_IS_OF_CHECK = (Outbox.kind == EmailKind.RESULT) & (
    Outbox.subject == fn.COALESCE(Checks.email_subject, Checks.id)
)


class Unsent(NamedTuple):
    counts: dict[str, int]
    oldest_queued: datetime | None
    tried: int


def measure_unsent() -> Unsent:
    """Count unsent emails by state, find the oldest queued one, and count queued ones with an attempt."""
    rows = connection.execute_sql(_COUNT_UNSENT).fetchall()
    oldest, tried = connection.execute_sql(_MEASURE_QUEUED).fetchone()
    return Unsent(dict(rows), Outbox.created_at.python_value(oldest), tried)


def queue_again(email_id: str, message_id: str, now: datetime) -> None:
    """Restart an email that was sent or has failed."""
    Outbox.update(
        state=EmailState.QUEUED, message_id=message_id, attempts=0, due_at=now, sent_at=None, detail=None
    ).where(Outbox.id == email_id).execute()


def find_of_check(check_id: str) -> Email | None:
    """Return the email with the result of this check."""
    row = Outbox.select().join(Checks, on=_IS_OF_CHECK).where(Checks.id == check_id).first()
    return row and to_email(row)


def remove_void(user_id: str) -> None:
    """Delete the user's queued emails whose link is void."""
    connection.execute_sql(_REMOVE_VOID, (user_id,))


def remove(email_id: str) -> None:
    Outbox.delete().where(Outbox.id == email_id).execute()


def requeue() -> int:
    """Queue emails again that an earlier process was sending when it ended; that attempt does not count."""
    sending = Outbox.state == EmailState.SENDING
    queued = Outbox.update(state=EmailState.QUEUED, attempts=Outbox.attempts - 1)
    return int(queued.where(sending).execute())


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
        result=read_result(row.result) if row.result else None,
        sent_at=row.sent_at,
        detail=row.detail,
        due_at=row.due_at,
        via=MailMode(row.via) if row.via else None,
    )
