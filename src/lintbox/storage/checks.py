"""Checks: the row is the job, and only its claimant may finish it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from peewee import JOIN, fn
from pydantic import TypeAdapter

from lintbox.domain import Check, CheckState, LetterKind, LetterState, MailStatus, NamedProfile, Profile, Tool
from lintbox.storage.models import (
    Checks,
    Contents,
    Files,
    Letters,
    Reports,
    Users,
    connection,
    to_milliseconds,
)
from lintbox.storage.reports import to_report

_profile = TypeAdapter(Profile)
_tool = TypeAdapter(Tool)
_UNFINISHED = (CheckState.QUEUED, CheckState.RUNNING)

# users take turns: who was served longest ago comes first, and nobody waits behind 5,000 files of another
_TAKE = """
UPDATE checks SET state = 'running', claim = ?, lease_until = ?, started_at = ?, attempts = attempts + 1
WHERE number = (
    SELECT number FROM checks WHERE state = 'queued' AND user_id = (
        SELECT id FROM users WHERE EXISTS (
            SELECT 1 FROM checks WHERE checks.user_id = users.id AND checks.state = 'queued'
        ) ORDER BY turn LIMIT 1
    ) ORDER BY number LIMIT 1
) RETURNING number, user_id
"""
_ADD = """
INSERT INTO checks (id, file_id, user_id, profile, profile_name, state, created_at, attempts)
VALUES (?, ?, ?, ?, ?, ?, ?, 0)
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


class Newest(NamedTuple):
    """What the newest check of a file was made with; ``chosen`` is the file's own choice of a profile."""

    file_number: int
    file_id: str
    chosen: str | None
    profile: Profile
    tool: Tool


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


def list_newest(user_id: str) -> list[Newest]:
    """Return the newest check of each file of the user, where it has ended."""
    newest = Checks.select(fn.MAX(Checks.number)).where(Checks.file == Files.number)
    rows = (
        Files.select(
            Files.number, Files.id, Files.profile_id, Checks.profile, fn.JSON_EXTRACT(Reports.summary, "$[0]")
        )
        .join(Checks, on=(Checks.number == newest))
        .join(Reports, on=(Checks.report == Reports.number))
        .where(Files.user == user_id)
        .tuples()
    )
    # thousands of rows, a few different texts
    read_profile, read_tool = cache(_profile.validate_json), cache(_tool.validate_json)
    return [
        Newest(number, file_id, chosen, read_profile(profile), read_tool(tool))
        for number, file_id, chosen, profile, tool in rows
    ]


def take(claim: str, lease_until: datetime, now: datetime) -> Taken | None:
    moments = (to_milliseconds(lease_until), to_milliseconds(now))
    taken = connection.execute_sql(_TAKE, (claim, *moments)).fetchone()
    if taken is None:
        return None
    connection.execute_sql(_END_TURN, (taken[1],))
    row = (
        Checks.select(
            Checks.id,
            Files.id.alias("file_id"),
            Users.id.alias("user_id"),
            Users.email,
            Files.name,
            Contents.sha256,
            Contents.data,
            Checks.profile,
            Checks.profile_name,
            Checks.attempts,
        )
        .join(Files)
        .join(Contents)
        .switch(Checks)
        .join(Users)
        .where(Checks.number == taken[0])
        .tuples()
        .get()
    )
    *texts, data, profile, profile_name, attempts = row
    return Taken._make([*texts, bytes(data), _profile.validate_json(profile), profile_name, attempts])


def finish(
    check_id: str, claim: str, state: CheckState, report: int, duration_ms: int, now: datetime
) -> int | None:
    """Write the verdict if the claim still holds; return the file's number, None if it does not."""
    rows = (
        Checks.update(
            state=state,
            report=report,
            duration_ms=duration_ms,
            finished_at=now,
            claim=None,
            lease_until=None,
        )
        .where(Checks.id == check_id, Checks.claim == claim, Checks.state == CheckState.RUNNING)
        .returning(Checks.file)
        .tuples()
    )
    row = next(iter(rows), None)
    return row and int(row[0])


def give_back(expired_before: datetime | None = None, *, counted: bool = True) -> list[tuple[str, str]]:
    """Queue again what is running, all or what has an old lease; return users and files.

    ``counted`` is False where the attempt was ended in good order, and says nothing of the file.
    """
    due = Checks.state == CheckState.RUNNING
    if expired_before:
        due &= Checks.lease_until < expired_before
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


def is_unfinished(file_number: int) -> bool:
    waits = (Checks.file == file_number) & Checks.state.in_(_UNFINISHED)
    return bool(Checks.select().where(waits).exists())


def list_of_files(file_numbers: Sequence[int], *, findings: bool) -> dict[int, list[Check]]:
    """Return each file's checks, newest first."""
    columns = [Checks, Reports.summary, Letters.state, Letters.sent_at, Letters.detail]
    told = (Letters.subject == Checks.id) & (Letters.kind == LetterKind.RESULT)
    rows = (
        Checks.select(*columns, *([Reports.findings] if findings else []))
        .join(Reports, JOIN.LEFT_OUTER, attr="said")
        .switch(Checks)
        .join(Letters, JOIN.LEFT_OUTER, on=told, attr="letter")
        .where(Checks.file.in_(file_numbers))
        .order_by(Checks.number.desc())
    )
    checks: dict[int, list[Check]] = defaultdict(list)
    for row in rows:
        checks[row.file_id].append(_to_check(row))
    return checks


def _to_check(row: Any) -> Check:
    said = getattr(row, "said", None)
    return Check(
        id=row.id,
        state=CheckState(row.state),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        duration_ms=row.duration_ms,
        report=to_report(said.summary, said.findings) if said and said.summary else None,
        mail=_to_mail(CheckState(row.state), getattr(row, "letter", None)),
        profile=_profile.validate_json(row.profile),
        profile_name=row.profile_name,
    )


def _to_mail(state: CheckState, letter: Any) -> MailStatus:
    if letter is None or letter.state is None:
        return MailStatus("queued" if state in _UNFINISHED else "off")
    shown = "queued" if letter.state == LetterState.SENDING else letter.state
    return MailStatus(shown, letter.sent_at, letter.detail)
