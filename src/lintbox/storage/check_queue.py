"""The queue of checks: the row is the job, and only its claimant may finish it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from lintbox.domain import CheckState, NamedProfile, Profile
from lintbox.storage.models import Checks, Files, connection, to_milliseconds

_profile = TypeAdapter(Profile)

# plain SQL: these run for every check, and peewee takes longer to build the statement than SQLite to run it

# The user who was served least recently comes first, so that no user waits behind 5,000 files of another.
# Steps through the users with queued checks, one index lookup each: neither other users nor the length of
# the queue cost time. The oldest account comes first among those who were never served.
_CLAIM = """
WITH RECURSIVE waiting (user_id) AS (
    SELECT min(user_id) FROM checks INDEXED BY checks_queued WHERE state = 'queued'
    UNION ALL
    SELECT (
        SELECT min(user_id) FROM checks INDEXED BY checks_queued
        WHERE state = 'queued' AND user_id > waiting.user_id
    ) FROM waiting WHERE waiting.user_id IS NOT NULL
)
UPDATE checks SET state = 'running', claim = ?, lease_until = ?, started_at = ?, attempts = attempts + 1
WHERE number = (
    SELECT number FROM checks INDEXED BY checks_queued WHERE state = 'queued' AND user_id = (
        SELECT users.id FROM waiting CROSS JOIN users ON users.id = waiting.user_id WHERE (
            SELECT count(*) FROM checks AS running INDEXED BY checks_running
            WHERE running.state = 'running' AND running.user_id = users.id
        ) < ? ORDER BY turn, users.rowid LIMIT 1
    ) ORDER BY number LIMIT 1
) RETURNING number, user_id
"""
_END_TURN = "UPDATE users SET turn = (SELECT max(turn) FROM users) + 1 WHERE id = ?"
_GET_CLAIMED = """
SELECT checks.id, files.id, users.id, email, name, sha256, data, profile, profile_name, attempts,
    base_report IS NOT NULL, batch
FROM checks JOIN files ON files.number = file_id JOIN contents USING (sha256)
    JOIN users ON users.id = checks.user_id LEFT JOIN comparisons ON check_number = checks.number
WHERE checks.number = ?
"""
_ADD = """
INSERT INTO checks (id, file_id, user_id, profile, profile_name, state, created_at, batch, attempts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
"""
_FINISH = """
UPDATE checks SET state = ?, report_id = ?, duration_ms = ?, finished_at = ?, claim = NULL, lease_until = NULL
WHERE id = ? AND claim = ? AND state = 'running' RETURNING file_id
"""


class ClaimedCheck(NamedTuple):
    """A claimed row with everything that the check needs."""

    id: str
    file_id: str
    user_id: str
    email: str
    name: str
    sha256: str
    data: bytes
    profile: Profile
    profile_name: str
    attempts: int
    is_compared: bool
    batch: str | None


def add(
    user_id: str, file_number: int, chosen: NamedProfile, now: datetime, batch: str | None = None
) -> None:
    add_many(user_id, [(file_number, chosen)], now, batch)


def add_many(
    user_id: str, wanted: Sequence[tuple[int, NamedProfile]], now: datetime, batch: str | None
) -> None:
    """Queue a check for each file number, with its profile."""
    profiles = {one: _profile.dump_json(one).decode() for one in {chosen.profile for _, chosen in wanted}}
    created_at, state = to_milliseconds(now), CheckState.QUEUED.value
    rows = (
        (
            secrets.token_hex(8),
            number,
            user_id,
            profiles[chosen.profile],
            chosen.name,
            state,
            created_at,
            batch,
        )
        for number, chosen in wanted
    )
    connection.connection().executemany(_ADD, rows)  # ten times faster than through peewee


def claim_next(
    claim: str, lease_until: datetime, now: datetime, max_running_per_user: int
) -> ClaimedCheck | None:
    moments = (to_milliseconds(lease_until), to_milliseconds(now))
    claimed = connection.execute_sql(_CLAIM, (claim, *moments, max_running_per_user)).fetchone()
    if claimed is None:
        return None
    connection.execute_sql(_END_TURN, (claimed[1],))
    row = connection.execute_sql(_GET_CLAIMED, (claimed[0],)).fetchone()
    *texts, profile, profile_name, attempts, is_compared, batch = row
    values = [*texts, _profile.validate_json(profile), profile_name, attempts, bool(is_compared), batch]
    return ClaimedCheck._make(values)


def finish(
    check_id: str, claim: str, state: CheckState, report: int, duration_ms: int, now: datetime
) -> int | None:
    """Store the verdict if the claim still holds; return the file's number, None if it does not."""
    values = (state.value, report, duration_ms, to_milliseconds(now), check_id, claim)
    row = connection.execute_sql(_FINISH, values).fetchone()
    return row and int(row[0])


def requeue(
    expired_before: datetime | None = None, *, claim: str | None = None, counted: bool = True
) -> list[tuple[str, str]]:
    """Queue running checks again: all of them, those with an expired lease, or one claim.

    ``counted`` is False where the attempt was ended in an orderly way, which says nothing about the file.
    Returns the ids of users and files.
    """
    due = Checks.state == CheckState.RUNNING
    if expired_before:
        due &= Checks.lease_until < expired_before
    if claim:
        due &= Checks.claim == claim
    rows = (
        Checks.update(
            state=CheckState.QUEUED,
            claim=None,
            lease_until=None,
            started_at=None,
            attempts=Checks.attempts - int(not counted),
        )
        .where(due)
        .returning(Checks.number)
        .tuples()
    )
    numbers = [number for (number,) in rows]
    files = Checks.select(Checks.user, Files.id).join(Files).where(Checks.number.in_(numbers)).tuples()
    return list(files)


def list_running() -> set[str]:
    """Return the claims of the running checks."""
    return {claim for (claim,) in connection.execute_sql("SELECT claim FROM checks WHERE state = 'running'")}


def count(state: CheckState) -> int:
    """Count the queued or the running checks; only these two states have an index."""
    return int(connection.execute_sql(f"SELECT count(*) FROM checks WHERE state = '{state}'").fetchone()[0])  # noqa: S608


def find_oldest_queued() -> datetime | None:
    row = connection.execute_sql("SELECT min(created_at) FROM checks WHERE state = 'queued'").fetchone()
    moment: datetime | None = Checks.created_at.python_value(row[0])
    return moment
