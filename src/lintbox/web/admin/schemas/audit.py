"""Models of the audit log."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import Action
from lintbox.storage.audit_log import Entry
from lintbox.web.schemas.base import PageQuery, Schema, ShortText, Timestamp


class AuditActorOut(Schema):
    id: str | None
    name: str | None = Field(description='An email address, or "command line"; null if that user was deleted')


class AuditUserOut(Schema):
    id: str
    email: str | None = Field(description="Null if that user was deleted")


class AuditRowOut(Schema):
    id: str
    at: Timestamp
    action: Action
    by: AuditActorOut
    user: AuditUserOut | None
    what: str | None
    network: str | None


class AuditOut(Schema):
    rows: list[AuditRowOut]
    next: str | None
    total: int


class AuditQuery(PageQuery):
    user: ShortText | None = Field(
        default=None, description="The id of a user: lists actions by and on this user"
    )


def present_entry(entry: Entry) -> AuditRowOut:
    return AuditRowOut(
        id=str(entry.number),
        at=entry.at,
        action=entry.action,
        by=AuditActorOut(id=entry.by_id, name=entry.by_name),
        user=AuditUserOut(id=entry.user_id, email=entry.user_email) if entry.user_id else None,
        what=entry.what,
        network=entry.network,
    )
