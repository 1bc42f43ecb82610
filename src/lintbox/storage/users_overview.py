"""Users with their counts, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from peewee import Case, Value, fn

from lintbox.domain import UNSENT_YET, Purpose, Role, UserState
from lintbox.storage import shares, users
from lintbox.storage.models import (
    Checks,
    Contents,
    Files,
    Links,
    Outbox,
    Sessions,
    Users,
    Versions,
    to_milliseconds,
)
from lintbox.storage.paging import Order, Position, fetch_page

_STATE = Case(
    None,
    (
        (Users.disabled_at.is_null(False), UserState.DISABLED),
        (Users.verified_at.is_null(), UserState.WAITING),
    ),
    UserState.ACTIVE,
)
_OWNED = Files.user == Users.id
_FILES = fn.COALESCE(Files.select(fn.COUNT(Files.number)).where(_OWNED), 0)
_FILE_BYTES = fn.COALESCE(Files.select(fn.SUM(Contents.size)).join(Contents).where(_OWNED), 0)
_VERSION_BYTES = (
    Versions.select(fn.SUM(Contents.size)).join(Contents).switch(Versions).join(Files).where(_OWNED)
)
_BYTES = _FILE_BYTES + fn.COALESCE(_VERSION_BYTES, 0)
_SORTS = {
    "newest": Users.created_at,
    "email": Users.email_key,
    "seen": fn.COALESCE(Users.seen_at, 0),
    "files": _FILES,
    "bytes": _BYTES,
}


class UserOverview(NamedTuple):
    """``link_expires_at`` is the expiry of the link that can still confirm the address."""

    id: str
    email: str
    display_name: str | None
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


class OwnedRows(NamedTuple):
    """Counts of the rows that are deleted with a user."""

    checks: int
    shares: int
    sessions: int
    emails: int
    emails_waiting: int


class Query(NamedTuple):
    """``after`` is the position of the last user of the previous page."""

    sort: str
    state: UserState | None
    text: str
    after: Position | None
    limit: int


class Page(NamedTuple):
    users: list[UserOverview]
    after: Position | None
    counts: dict[UserState, int]


def find(user_id: str, now: datetime) -> UserOverview | None:
    row = _select(now, Value(0)).where(Users.id == user_id).first()
    return row and _to_overview(row)


def list_page(query: Query, now: datetime) -> Page:
    key = _SORTS[query.sort]
    found = _select_matching(_select(now, key), query.text)
    if query.state:
        found = found.where(query.state == _STATE)
    order = Order(key, Users.id, query.sort == "email")
    rows, after = fetch_page(found, order, query.after, query.limit, _locate)
    return Page([_to_overview(row) for row in rows], after, _count_states(query.text))


def measure(user_id: str, now: datetime) -> OwnedRows:
    emails = Outbox.select().where(Outbox.user == user_id)
    return OwnedRows(
        checks=Checks.select().where(Checks.user == user_id).count(),
        shares=shares.count_of_user(user_id, now),
        sessions=Sessions.select().where(Sessions.user == user_id).count(),
        emails=emails.count(),
        emails_waiting=emails.where(Outbox.state.in_(UNSENT_YET)).count(),
    )


def _count_states(text: str) -> dict[UserState, int]:
    rows = _select_matching(Users.select(_STATE, fn.COUNT(Users.id)), text).group_by(_STATE).tuples()
    return {UserState(state): count for state, count in rows}


def _select(now: datetime, key: Any) -> Any:
    link = Links.select(fn.MAX(Links.expires_at)).where(
        Links.user == Users.id, Links.purpose == Purpose.VERIFICATION, Links.expires_at > now
    )
    return Users.select(
        Users.id,
        Users.email,
        Users.display_name,
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


def _select_matching(rows: Any, text: str) -> Any:
    return rows.where(Users.id.in_(users.select_named(text))) if text else rows


def _to_overview(row: Any) -> UserOverview:
    user_id, email, display_name, role, state, *moments_and_counts, link, _ = row
    return UserOverview._make(
        [
            user_id,
            email,
            display_name,
            Role(role),
            UserState(state),
            *moments_and_counts,
            Links.expires_at.python_value(link),
        ]
    )


def _locate(row: Any) -> Position:
    value = row[-1]
    return to_milliseconds(value) if isinstance(value, datetime) else value, str(row[0])
