"""Removes emails that have become useless, or are older than the retention period."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import EmailKind, EmailState, MailMode, MailNote
from lintbox.storage.models import connection, to_milliseconds

_END_EXPIRED = """
UPDATE outbox SET state = 'failed', detail = ? || coalesce(' Before that: ' || detail, '')
WHERE state = 'queued' AND link IN (SELECT id FROM links WHERE expires_at <= ?)
"""
_REMOVE_VOID = """
DELETE FROM outbox WHERE state = 'queued' AND link IS NOT NULL AND link NOT IN (SELECT id FROM links)
"""
# uses two indexes; never removes queued emails or emails that are being sent
_REMOVE_OLD = """
DELETE FROM outbox WHERE number IN (
    SELECT number FROM outbox INDEXED BY outbox_state WHERE state = 'sent' AND sent_at <= ?1
    UNION ALL
    SELECT number FROM outbox INDEXED BY outbox_unsent
    WHERE state <> 'sent' AND state = 'failed' AND created_at <= ?1
    LIMIT ?2
) RETURNING kind, subject, state, via
"""
_NOTE_CHECKS = """
UPDATE checks SET mail_note = ?1
WHERE id IN (SELECT value FROM json_each(?2)) OR email_subject IN (SELECT value FROM json_each(?2))
"""


class Removed(NamedTuple):
    """``unsent`` counts the removed emails that were never delivered."""

    emails: int
    unsent: int


def end_expired(detail: str, now: datetime) -> int:
    """Mark queued emails with an expired link as failed, so that the list shows them as not delivered."""
    return int(connection.execute_sql(_END_EXPIRED, (detail, to_milliseconds(now))).rowcount)


def remove_void() -> int:
    """Remove queued emails whose link was used or replaced."""
    return int(connection.execute_sql(_REMOVE_VOID).rowcount)


def remove_older(than: datetime, limit: int) -> Removed:
    """Remove at most ``limit`` emails that were sent or had failed before this time.

    Their checks keep the outcome.
    """
    rows = connection.connection().execute(_REMOVE_OLD, (to_milliseconds(than), limit)).fetchall()
    by_note = defaultdict(list)
    for kind, subject, state, via in rows:
        if kind == EmailKind.RESULT:
            by_note[_to_mail_note(state, via)].append(subject)
    for note, subjects in by_note.items():
        connection.connection().execute(_NOTE_CHECKS, (note.value, json.dumps(subjects)))
    return Removed(len(rows), sum(state == EmailState.FAILED for _, _, state, _ in rows))


def _to_mail_note(state: str, via: str | None) -> MailNote:
    if state == EmailState.FAILED:
        return MailNote.FAILED
    return MailNote.SAVED if via == MailMode.LOCAL else MailNote.SENT
