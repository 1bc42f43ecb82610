"""Models of read-only links, and of what they show."""

from __future__ import annotations

from pydantic import Field

from lintbox.services.shares import MOST_DAYS, Shared
from lintbox.web.schemas.base import Schema, Timestamp
from lintbox.web.schemas.checks import ResultOut, present_result


class ShareIn(Schema):
    days: int = Field(ge=1, le=MOST_DAYS)


class ShareOut(Schema):
    id: str
    url: str | None = Field(
        description="Null if the server's key has changed since: only those who have the link know it"
    )
    created_at: Timestamp
    expires_at: Timestamp


class SharesOut(Schema):
    shares: list[ShareOut]


class SharedOut(Schema):
    """The newest result of a file, without its owner, its email and what its earlier versions had."""

    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    updated_at: Timestamp
    expires_at: Timestamp
    check: ResultOut


def present_shared(shared: Shared) -> SharedOut:
    file = shared.file
    return SharedOut(
        name=file.name,
        size=file.size,
        lines=file.lines,
        sha256=file.sha256,
        encoding=file.encoding,
        updated_at=file.updated_at,
        expires_at=shared.expires_at,
        check=present_result(shared.check, file.name),
    )
