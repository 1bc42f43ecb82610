"""Who did what."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import Action
from lintbox.storage.audit import Entry
from lintbox.web.schemas.shape import Moment, PageQuery, Shape, Word


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
