"""Checks: the row is the job, and only its claimant may finish it."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from lintbox.domain import (
    Check,
    CheckState,
    EmailState,
    MailMode,
    MailNote,
    MailStatus,
    NamedProfile,
    Profile,
    Report,
    Tool,
)
from lintbox.storage.models import (
    Checks,
    Files,
    connection,
    find_moment,
    get_moment,
    to_milliseconds,
)
from lintbox.storage.reports import to_report

_profile = TypeAdapter(Profile)
_tool = TypeAdapter(Tool)
_UNFINISHED = (CheckState.QUEUED, CheckState.RUNNING)

# In plain SQL what stands beside every check and every page: peewee takes longer to write the question
# than SQLite to answer it.

# users take turns: who was served longest ago comes first, and nobody waits behind 5,000 files of another
_TAKE = """
UPDATE checks SET state = 'running', claim = ?, lease_until = ?, started_at = ?, attempts = attempts + 1
WHERE number = (
    SELECT number FROM checks WHERE state = 'queued' AND user_id = (
        SELECT id FROM users WHERE EXISTS (
            SELECT 1 FROM checks WHERE checks.user_id = users.id AND checks.state = 'queued'
        ) AND (
            SELECT count(*) FROM checks AS running INDEXED BY checks_running
            WHERE running.state = 'running' AND running.user_id = users.id
        ) < ? ORDER BY turn LIMIT 1
    ) ORDER BY number LIMIT 1
) RETURNING number, user_id
"""
_ADD = """
INSERT INTO checks (id, file_id, user_id, profile, profile_name, state, created_at, attempts)
VALUES (?, ?, ?, ?, ?, ?, ?, 0)
"""
_GET_TAKEN = """
SELECT checks.id, files.id, users.id, email, name, sha256, data, profile, profile_name, attempts
FROM checks JOIN files ON files.number = file_id JOIN contents USING (sha256)
    JOIN users ON users.id = checks.user_id
WHERE checks.number = ?
"""
_FINISH = """
UPDATE checks SET state = ?, report_id = ?, duration_ms = ?, finished_at = ?, claim = NULL, lease_until = NULL
WHERE id = ? AND claim = ? AND state = 'running' RETURNING file_id
"""
# thousands of findings each: only the newest has them here
_LIST = """
SELECT file_id, checks.id, checks.state, checks.created_at, started_at, finished_at, duration_ms,
    profile, profile_name, unchanged, mail_note, summary,
    iif(? AND checks.number = (SELECT max(number) FROM checks AS other WHERE other.file_id = checks.file_id),
        findings, NULL),
    outbox.state, outbox.sent_at, outbox.detail, outbox.via
FROM checks LEFT JOIN reports ON reports.number = report_id
    LEFT JOIN outbox ON outbox.kind = 'result' AND outbox.subject = checks.id
WHERE file_id IN (SELECT value FROM json_each(?)) ORDER BY checks.number DESC
"""
# grouped here: for thousands of files there are a few different answers
_LIST_NEWEST = """
SELECT files.profile_id, profile, json_extract(summary, '$[0]') AS tool,
    json_group_array(json_array(files.number, files.id))
FROM files JOIN checks ON checks.number = (SELECT max(number) FROM checks WHERE file_id = files.number)
    JOIN reports ON reports.number = report_id
WHERE files.user_id = ? GROUP BY files.profile_id, profile, tool
"""
_GET_FINDINGS = """
SELECT summary, findings FROM checks JOIN reports ON reports.number = report_id WHERE checks.id = ?
"""
# never one that waits or runs, whatever its place
_REMOVE_OLDER = """
DELETE FROM checks WHERE file_id IN (SELECT value FROM json_each(?)) AND state NOT IN ('queued', 'running')
    AND number <= (
        SELECT number FROM checks AS newer WHERE newer.file_id = checks.file_id
        ORDER BY number DESC LIMIT 1 OFFSET ?
    )
"""
_END_TURN = "UPDATE users SET turn = (SELECT max(turn) FROM users) + 1 WHERE id = ?"


class Taken(NamedTuple):
    """A claimed row with what the work needs."""

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


class _Listed(NamedTuple):
    """A row of ``_LIST`` without its file; ``email`` is the state of the one that tells of it."""

    id: str
    state: str
    created_at: int
    started_at: int | None
    finished_at: int | None
    duration_ms: int | None
    profile: str
    profile_name: str
    unchanged: int
    mail_note: str | None
    summary: str | None
    findings: str | None
    email: str | None
    sent_at: int | None
    detail: str | None
    via: str | None


class Alike(NamedTuple):
    """Files whose newest checks were made alike; ``chosen`` is the files' own choice of a profile."""

    chosen: str | None
    profile: Profile
    tool: Tool
    files_json: str

    def read_files(self) -> list[tuple[int, str]]:
        """Return the number and the id of each."""
        return [(number, file_id) for number, file_id in json.loads(self.files_json)]


def add(user_id: str, file_number: int, chosen: NamedProfile, now: datetime) -> str:
    check_id = secrets.token_hex(8)
    Checks.create(
        id=check_id,
        file=file_number,
        user=user_id,
        profile=_profile.dump_json(chosen.profile).decode(),
        profile_name=chosen.name,
        state=CheckState.QUEUED,
        created_at=now,
    )
    return check_id


def add_many(user_id: str, wanted: Sequence[tuple[int, NamedProfile]], now: datetime) -> None:
    """Queue a check for each file number, with its profile."""
    told = {chosen.id: _profile.dump_json(chosen.profile).decode() for _, chosen in wanted}
    moment = to_milliseconds(now)
    rows = (
        (secrets.token_hex(8), number, user_id, told[chosen.id], chosen.name, CheckState.QUEUED.value, moment)
        for number, chosen in wanted
    )
    connection.connection().executemany(_ADD, rows)  # ten times quicker than through peewee


def list_newest(user_id: str) -> list[Alike]:
    """Return the user's files by how their newest check was made, where that has ended."""
    rows = connection.execute_sql(_LIST_NEWEST, (user_id,)).fetchall()
    return [
        Alike(chosen, _profile.validate_json(profile), _tool.validate_json(tool), files_json)
        for chosen, profile, tool, files_json in rows
    ]


def take(claim: str, lease_until: datetime, now: datetime, most_of_one_user: int) -> Taken | None:
    moments = (to_milliseconds(lease_until), to_milliseconds(now))
    taken = connection.execute_sql(_TAKE, (claim, *moments, most_of_one_user)).fetchone()
    if taken is None:
        return None
    connection.execute_sql(_END_TURN, (taken[1],))
    *texts, profile, profile_name, attempts = connection.execute_sql(_GET_TAKEN, (taken[0],)).fetchone()
    return Taken._make([*texts, _profile.validate_json(profile), profile_name, attempts])


def finish(
    check_id: str, claim: str, state: CheckState, report: int, duration_ms: int, now: datetime
) -> int | None:
    """Write the verdict if the claim still holds; return the file's number, None if it does not."""
    values = (state.value, report, duration_ms, to_milliseconds(now), check_id, claim)
    row = connection.execute_sql(_FINISH, values).fetchone()
    return row and int(row[0])


def give_back(
    expired_before: datetime | None = None, *, claim: str | None = None, counted: bool = True
) -> list[tuple[str, str]]:
    """Queue again what is running: all, what has an old lease, or one claim; return users and files.

    ``counted`` is False where the attempt was ended in good order, and says nothing of the file.
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


def count_in(state: CheckState) -> int:
    """Count queued or running ones; for these there is an index."""
    return int(connection.execute_sql(f"SELECT count(*) FROM checks WHERE state = '{state}'").fetchone()[0])  # noqa: S608


def find_oldest_queued() -> datetime | None:
    row = connection.execute_sql("SELECT min(created_at) FROM checks WHERE state = 'queued'").fetchone()
    moment: datetime | None = Checks.created_at.python_value(row[0])
    return moment


def remove_of_file(file_number: int) -> None:
    Checks.delete().where(Checks.file == file_number).execute()


def remove_older(file_numbers: Sequence[int], kept: int) -> None:
    """Remove the finished checks of these files that are not among the newest ``kept``."""
    connection.execute_sql(_REMOVE_OLDER, (json.dumps(file_numbers), kept))


def note(check_id: str, mail_note: MailNote | None, *, unchanged: bool) -> None:
    values = (unchanged, mail_note and mail_note.value, check_id)
    connection.execute_sql("UPDATE checks SET unchanged = ?, mail_note = ? WHERE id = ?", values)


def is_unfinished(file_number: int) -> bool:
    waits = (Checks.file == file_number) & Checks.state.in_(_UNFINISHED)
    return bool(Checks.select().where(waits).exists())


def get_report(check_id: str) -> Report:
    """Return what a finished check found."""
    return to_report(*connection.execute_sql(_GET_FINDINGS, (check_id,)).fetchone())


def list_of_files(file_numbers: Sequence[int], *, findings: bool) -> dict[int, list[Check]]:
    """Return each file's checks, newest first; with ``findings`` the newest one has its findings."""
    rows = connection.execute_sql(_LIST, (findings, json.dumps(file_numbers))).fetchall()
    checks: dict[int, list[Check]] = defaultdict(list)
    for file_number, *row in rows:
        checks[file_number].append(_to_check(_Listed._make(row)))
    return checks


def _to_check(row: _Listed) -> Check:
    state = CheckState(row.state)
    return Check(
        id=row.id,
        state=state,
        created_at=get_moment(row.created_at),
        started_at=find_moment(row.started_at),
        finished_at=find_moment(row.finished_at),
        duration_ms=row.duration_ms,
        report=to_report(row.summary, row.findings) if row.summary else None,
        mail=_to_mail(state, row),
        profile=_profile.validate_json(row.profile),
        profile_name=row.profile_name,
        unchanged=bool(row.unchanged),
    )


def _to_mail(state: CheckState, row: _Listed) -> MailStatus:
    if row.email is None and row.mail_note:
        return MailNote(row.mail_note).status
    if row.email is None:
        return MailStatus("queued" if state in _UNFINISHED else "off")
    shown = "queued" if row.email == EmailState.SENDING else row.email
    via = MailMode(row.via) if row.via else None
    return MailStatus(shown, find_moment(row.sent_at), row.detail, via)
