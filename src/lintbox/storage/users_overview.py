"""Users as an administrator sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from peewee import Case, Value, fn

from lintbox.domain import EmailState, Purpose, Role, UserState
from lintbox.storage.models import (
    Checks,
    Contents,
    Files,
    Links,
    Outbox,
    Sessions,
    Users,
    to_milliseconds,
)

_STATE = Case(
    None,
    (
        (Users.disabled_at.is_null(False), UserState.DISABLED),
        (Users.verified_at.is_null(), UserState.WAITING),
    ),
    UserState.ACTIVE,
)
_OWN = Files.user == Users.id
_FILES = fn.COALESCE(Files.select(fn.COUNT(Files.number)).where(_OWN), 0)
_BYTES = fn.COALESCE(Files.select(fn.SUM(Contents.size)).join(Contents).where(_OWN), 0)
_SORTS = {
    "newest": Users.created_at,
    "email": Users.email_key,
    "seen": fn.COALESCE(Users.seen_at, 0),
    "files": _FILES,
    "bytes": _BYTES,
}


class Member(NamedTuple):
    """``link_expires_at`` is of the link that the user may still confirm with."""

    id: str
    email: str
    role: Role
    state: UserState
    created_at: datetime
    verified_at: datetime | None
    disabled_at: datetime | None
    disabled_by: str | None
    seen_at: datetime | None
    files: int
    bytes: int
    link_expires_at: datetime | None


class Belongings(NamedTuple):
    """What goes with a user."""

    checks: int
    sessions: int
    emails: int
    emails_waiting: int


class Query(NamedTuple):
    """``after`` is the sort value and id of the last user of the page before."""

    sort: str
    state: UserState | None
    text: str
    after: tuple[Any, str] | None
    limit: int


class Page(NamedTuple):
    members: list[Member]
    after: tuple[Any, str] | None
    counts: dict[UserState, int]


def get(user_id: str, now: datetime) -> Member | None:
    row = _select(now, Value(0)).where(Users.id == user_id).first()
    return row and _to_member(row)


def list_page(query: Query, now: datetime) -> Page:
    key, rises = _SORTS[query.sort], query.sort == "email"
    found = _find(_select(now, key), query.text)
    if query.state:
        found = found.where(query.state == _STATE)
    if query.after:
        value, user_id = query.after
        beyond = key > value if rises else key < value
        found = found.where(beyond | ((key == value) & (Users.id < user_id)))
    order = key.asc() if rises else key.desc()
    rows = list(found.order_by(order, Users.id.desc()).limit(query.limit + 1))
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return Page(
        [_to_member(row) for row in rows[: query.limit]],
        (_plain(last[-1]), str(last[0])) if last else None,
        _count_states(query.text),
    )


def measure(user_id: str) -> Belongings:
    emails = Outbox.select().where(Outbox.user == user_id)
    return Belongings(
        checks=Checks.select().where(Checks.user == user_id).count(),
        sessions=Sessions.select().where(Sessions.user == user_id).count(),
        emails=emails.count(),
        emails_waiting=emails.where(Outbox.state.in_((EmailState.QUEUED, EmailState.SENDING))).count(),
    )


def _count_states(text: str) -> dict[UserState, int]:
    rows = _find(Users.select(_STATE, fn.COUNT(Users.id)), text).group_by(_STATE).tuples()
    return {UserState(state): count for state, count in rows}


def _select(now: datetime, key: Any) -> Any:
    link = Links.select(fn.MAX(Links.expires_at)).where(
        Links.user == Users.id, Links.purpose == Purpose.VERIFICATION, Links.expires_at > now
    )
    return Users.select(
        Users.id,
        Users.email,
        Users.role,
        _STATE,
        Users.created_at,
        Users.verified_at,
        Users.disabled_at,
        Users.disabled_by,
        Users.seen_at,
        _FILES,
        _BYTES,
        link,
        key,
    ).tuples()


def _find(rows: Any, text: str) -> Any:
    return rows.where(fn.INSTR(Users.email_key, text.casefold()) > 0) if text else rows


def _to_member(row: Any) -> Member:
    user_id, email, role, state, *moments_and_counts, link, _ = row
    return Member._make(
        [
            user_id,
            email,
            Role(role),
            UserState(state),
            *moments_and_counts,
            Links.expires_at.python_value(link),
        ]
    )


def _plain(value: Any) -> Any:
    return to_milliseconds(value) if isinstance(value, datetime) else value
