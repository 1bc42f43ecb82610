"""The shapes of users, of the audit, and of the set-up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.domain import (
    Action,
    MailMode,
    Role,
    UserState,
)
from lintbox.services.members import Whole
from lintbox.settings import Settings
from lintbox.storage.audit import Entry
from lintbox.web.schemas import (
    Moment,
    Shape,
    Word,
)


class NewAdmin(Shape):
    token: Word
    email: Word
    password: Word


class SetupOut(Shape):
    expires_at: Moment
    url: str
    listening: str
    data_dir: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]


class PageQuery(Shape):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: Word | None = None


class MemberOut(Shape):
    id: str
    email: str
    role: Role
    state: UserState
    created_at: Moment
    verified_at: Moment | None
    disabled_at: Moment | None
    disabled_by: str | None
    seen_at: Moment | None
    files: int
    bytes: int
    link_expires_at: Moment | None


class WholeMemberOut(MemberOut):
    checks: int
    sessions: int
    letters: int
    letters_waiting: int
    audit_rows: int
    quota_files: int
    quota_bytes: int


class MemberCountsOut(Shape):
    all: int
    waiting: int
    active: int
    disabled: int


class MembersOut(Shape):
    users: list[MemberOut]
    next: str | None
    total: int
    counts: MemberCountsOut


class MembersQuery(PageQuery):
    q: Word = Field(default="", description="Part of an address")
    state: Literal["waiting", "active", "disabled"] | None = None
    sort: Literal["newest", "seen", "email", "files", "bytes"] = "newest"


class OwnerOut(Shape):
    id: str
    email: str


class RoleIn(Shape):
    role: Role


class EndedOut(Shape):
    sessions: int


class ByOut(Shape):
    id: str | None
    name: str | None = Field(description="An address, or command line; null when that user was deleted")


class WhomOut(Shape):
    id: str
    email: str | None = Field(description="Null when that user was deleted")


class EntryOut(Shape):
    id: str
    at: Moment
    action: Action
    by: ByOut
    user: WhomOut | None
    what: str | None
    network: str | None


class AuditOut(Shape):
    rows: list[EntryOut]
    next: str | None
    total: int


class AuditQuery(PageQuery):
    user: Word | None = Field(
        default=None, description="The id of a user: what he did, and what was done to him"
    )


def present_whole(whole: Whole, settings: Settings) -> WholeMemberOut:
    return WholeMemberOut(
        **whole.member._asdict(),
        **whole.belongings._asdict(),
        audit_rows=whole.audit_rows,
        quota_files=settings.quota_files,
        quota_bytes=settings.quota_bytes,
    )


def present_entry(entry: Entry) -> EntryOut:
    return EntryOut(
        id=str(entry.number),
        at=entry.at,
        action=entry.action,
        by=ByOut(id=entry.by_id, name=entry.by_name),
        user=WhomOut(id=entry.user_id, email=entry.user_email) if entry.user_id else None,
        what=entry.what,
        network=entry.network,
    )
