"""Results of checks that were requested together, while their email waits for the last of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import ResultMail
from lintbox.storage.models import connection, to_milliseconds

_FIND_OPEN = """
SELECT subject FROM outbox INDEXED BY outbox_collecting WHERE state = 'collecting' AND batch = ?
"""
# without other checks of the batch that have not ended, or for longer than until ``due_at``; a time beyond
# the longest wait is from before the clock was set back. Until ``created_at`` it waits for further requests
_LIST_CLOSABLE = """
SELECT subject FROM outbox INDEXED BY outbox_collecting
WHERE state = 'collecting' AND (due_at <= ?1 OR due_at > ?2 OR (created_at <= ?1 AND NOT EXISTS (
    SELECT 1 FROM checks INDEXED BY checks_unfinished
    WHERE checks.batch = outbox.batch AND finished_at IS NULL
))) LIMIT ?3
"""
_IS_UNFINISHED = """
SELECT 1 FROM checks INDEXED BY checks_unfinished WHERE batch = ? AND finished_at IS NULL LIMIT 1
"""
_COUNT_UNFINISHED = (
    "SELECT count(*) FROM checks INDEXED BY checks_unfinished WHERE batch = ? AND finished_at IS NULL"
)
_COUNT_COLLECTED = "SELECT count(*) FROM checks INDEXED BY checks_email WHERE email_subject = ?"
_WAIT = "UPDATE outbox SET created_at = ? WHERE state = 'collecting' AND batch = ?"
_SET_EMAIL = "UPDATE checks SET email_subject = ? WHERE id = ? RETURNING number"
_ADD = "INSERT INTO collected_results (check_number, result) VALUES (?, ?)"
# the choice for the file, else that of its user, else that of the server
_IS_WANTED = "coalesce(files.result_mail, users.result_mail, ?) <> 'never'"
_LIST = f"""
SELECT checks.number, result, {_IS_WANTED}
FROM checks INDEXED BY checks_email JOIN collected_results ON check_number = checks.number
    JOIN files ON files.number = file_id JOIN users ON users.id = checks.user_id
WHERE email_subject = ? ORDER BY checks.number
"""  # noqa: S608
_LIST_UNCHECKED = f"""
SELECT name FROM outbox JOIN checks INDEXED BY checks_unfinished ON checks.batch = outbox.batch
    JOIN files ON files.number = file_id JOIN users ON users.id = checks.user_id
WHERE {_IS_WANTED} AND subject = ? AND kind = 'result' AND finished_at IS NULL ORDER BY checks.number
"""  # noqa: S608
_REMOVE = """
DELETE FROM collected_results WHERE check_number IN (
    SELECT number FROM checks INDEXED BY checks_email WHERE email_subject = ?
)
"""
_LEAVE_OUT = "UPDATE checks SET email_subject = NULL WHERE number IN (SELECT value FROM json_each(?))"
_QUEUE = """
UPDATE outbox SET state = 'queued', result = ?, created_at = ?, due_at = ?
WHERE kind = 'result' AND subject = ? AND state = 'collecting'
"""
_REMOVE_EMAIL = "DELETE FROM outbox WHERE kind = 'result' AND subject = ? AND state = 'collecting'"


class Collected(NamedTuple):
    """Results as JSON, in the order of the upload, and the names of the files without one yet."""

    results: list[str]
    unchecked: list[str]


def find_open(batch: str) -> str | None:
    """Return the subject of the email that collects the results of this batch."""
    row = connection.execute_sql(_FIND_OPEN, (batch,)).fetchone()
    return row and row[0]


def is_unfinished(batch: str) -> bool:
    return connection.execute_sql(_IS_UNFINISHED, (batch,)).fetchone() is not None


def count(batch: str) -> int:
    """Return how many checks of this batch have not ended, or are in an email that still collects."""
    (unfinished,) = connection.execute_sql(_COUNT_UNFINISHED, (batch,)).fetchone()
    (collected,) = connection.execute_sql(_COUNT_COLLECTED, (find_open(batch),)).fetchone()
    return int(unfinished + collected)


def wait(batch: str, until: datetime) -> None:
    """Keep the email of this batch open until then, also without checks that have not ended."""
    connection.execute_sql(_WAIT, (to_milliseconds(until), batch))


def add(subject: str, check_id: str, result: str) -> None:
    """Add the result of a check to the email with this subject."""
    (number,) = connection.execute_sql(_SET_EMAIL, (subject, check_id)).fetchone()
    connection.execute_sql(_ADD, (number, result))


def list_closable(now: datetime, longest: timedelta, limit: int) -> list[str]:
    """Return the subjects of emails whose batch has ended, or that have waited long enough."""
    values = (to_milliseconds(now), to_milliseconds(now + longest), limit)
    return [subject for (subject,) in connection.connection().execute(_LIST_CLOSABLE, values).fetchall()]


def take(subject: str, default: ResultMail) -> Collected:
    """Return what this email has collected, and forget it.

    Files about which the user wants no emails by now are left out; ``default`` holds without a choice.
    """
    values = (default.value, subject)
    collected = connection.execute_sql(_LIST, values).fetchall()
    unchecked = [name for (name,) in connection.execute_sql(_LIST_UNCHECKED, values).fetchall()]
    connection.execute_sql(_REMOVE, (subject,))
    left_out = [number for number, _, is_wanted in collected if not is_wanted]
    connection.execute_sql(_LEAVE_OUT, (json.dumps(left_out),))
    return Collected([result for _, result, is_wanted in collected if is_wanted], unchecked)


def queue(subject: str, result: str, now: datetime) -> None:
    """Let the email be sent with this content."""
    moment = to_milliseconds(now)
    connection.execute_sql(_QUEUE, (result, moment, moment, subject))


def remove(subject: str) -> None:
    """Delete an email without results: the files were deleted, or the user wants no emails any more."""
    connection.execute_sql(_REMOVE_EMAIL, (subject,))
