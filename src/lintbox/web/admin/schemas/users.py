"""Models of user accounts for administrators."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lintbox.domain import Role, UserState
from lintbox.services.admin.users import UserDetails
from lintbox.settings import Settings
from lintbox.web.schemas.base import PageQuery, Schema, SearchText, Timestamp

DisplayName = Annotated[str | None, Field(description="How the user calls themselves; null without a name")]


class OwnerOut(Schema):
    id: str
    email: str
    display_name: DisplayName


class UserRowOut(Schema):
    id: str
    email: str
    display_name: DisplayName
    role: Role
    state: UserState
    created_at: Timestamp
    verified_at: Timestamp | None
    disabled_at: Timestamp | None
    disabled_by: str | None
    seen_at: Timestamp | None
    files: int
    bytes: int
    link_expires_at: Timestamp | None


class UserDetailOut(UserRowOut):
    checks: int
    shares: int = Field(description="Read-only links to files that have not ended")
    sessions: int
    emails: int
    emails_waiting: int
    audit_rows: int
    quota_files: int
    quota_bytes: int


class ConfirmedUserOut(UserDetailOut):
    reset_url: str | None = Field(
        description="A link to set a password, if the address was registered with several different ones"
    )


class UserCountsOut(Schema):
    all: int
    waiting: int
    active: int
    disabled: int


class UsersOut(Schema):
    users: list[UserRowOut]
    next: str | None
    total: int
    counts: UserCountsOut


class UsersQuery(PageQuery):
    q: SearchText = Field(default="", description="Part of an address or a display name")
    state: Literal["waiting", "active", "disabled"] | None = None
    sort: Literal["newest", "seen", "email", "files", "bytes"] = "newest"


class RoleIn(Schema):
    role: Role


class SessionRowOut(Schema):
    id: str
    created_at: Timestamp
    seen_at: Timestamp
    current: bool = Field(description="Whether it is the session of this request")


class SessionsOut(Schema):
    sessions: list[SessionRowOut]


class EndedSessionsOut(Schema):
    sessions: int


def present_user_detail(details: UserDetails, settings: Settings) -> UserDetailOut:
    return UserDetailOut(
        **details.user._asdict(),
        **details.owned._asdict(),
        audit_rows=details.audit_rows,
        quota_files=settings.quota_files,
        quota_bytes=settings.quota_bytes,
    )
