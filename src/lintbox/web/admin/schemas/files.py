"""Models of the files of all users."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.services.admin.files import Owned
from lintbox.web.admin.schemas.users import OwnerOut
from lintbox.web.schemas.base import PageQuery, Schema, SearchText, ShortText
from lintbox.web.schemas.files import CountsOut, FileOut, FileSummaryOut, present_file, present_summary


class OwnedSummaryOut(FileSummaryOut):
    user: OwnerOut


class OwnedFileOut(FileOut):
    user: OwnerOut


class AllFilesOut(Schema):
    """``users`` and ``bytes`` count all files, not only those that match the query."""

    files: list[OwnedSummaryOut]
    next: str | None
    total: int
    counts: CountsOut
    users: int
    bytes: int


class AllFilesQuery(PageQuery):
    state: ShortText = Field(default="", description="Comma-separated states to list")
    q: SearchText = Field(
        default="", description="Part of a name, address or display name, or the start of a code"
    )
    user: ShortText | None = Field(default=None, description="The id of a user")
    sort: Literal["newest", "name", "user", "longest", "largest", "findings"] = "newest"


def present_owned(owned: Owned) -> OwnedFileOut:
    return OwnedFileOut(**dict(present_file(owned.file)), user=OwnerOut.model_validate(owned.owner))


def present_owned_summary(owned: Owned) -> OwnedSummaryOut:
    return OwnedSummaryOut(**dict(present_summary(owned.file)), user=OwnerOut.model_validate(owned.owner))
