"""The shapes of everybody's files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.services.admin.files import Owned
from lintbox.web.admin.schemas.users import OwnerOut
from lintbox.web.schemas.files import CountsOut, FileOut, FileSummaryOut, present_file, present_summary
from lintbox.web.schemas.shape import PageQuery, Shape, Word


class OwnedSummaryOut(FileSummaryOut):
    user: OwnerOut


class OwnedFileOut(FileOut):
    user: OwnerOut


class AllFilesOut(Shape):
    """``users`` and ``bytes`` are of everything there is, not of what was found."""

    files: list[OwnedSummaryOut]
    next: str | None
    total: int
    counts: CountsOut
    users: int
    bytes: int


class AllFilesQuery(PageQuery):
    state: Word = Field(default="", description="States to list, with commas between them")
    q: Word = Field(default="", description="Part of a name or of an address, or the beginning of a code")
    user: Word | None = Field(default=None, description="The id of a user")
    sort: Literal["newest", "name", "user", "longest", "largest", "findings"] = "newest"


def present_owned(owned: Owned) -> OwnedFileOut:
    return OwnedFileOut(**dict(present_file(owned.file)), user=OwnerOut.model_validate(owned.owner))


def present_owned_summary(owned: Owned) -> OwnedSummaryOut:
    return OwnedSummaryOut(**dict(present_summary(owned.file)), user=OwnerOut.model_validate(owned.owner))
