"""Everybody who is known here."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.domain import Role, UserState
from lintbox.services.admin.users import Whole
from lintbox.settings import Settings
from lintbox.web.schemas.shape import Moment, PageQuery, Shape, Word


class OwnerOut(Shape):
    id: str
    email: str


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
    emails: int
    emails_waiting: int
    audit_rows: int
    quota_files: int
    quota_bytes: int


class ConfirmedOut(WholeMemberOut):
    reset_url: str | None = Field(
        description="A link that sets a password, where the address was registered with different ones"
    )


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


class RoleIn(Shape):
    role: Role


class SessionRowOut(Shape):
    id: str
    created_at: Moment
    seen_at: Moment
    current: bool = Field(description="The one that asks")


class SessionsOut(Shape):
    sessions: list[SessionRowOut]


class EndedOut(Shape):
    sessions: int


def present_whole(whole: Whole, settings: Settings) -> WholeMemberOut:
    return WholeMemberOut(
        **whole.member._asdict(),
        **whole.belongings._asdict(),
        audit_rows=whole.audit_rows,
        quota_files=settings.quota_files,
        quota_bytes=settings.quota_bytes,
    )
