"""Models of files with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from lintbox.domain import Change, CheckState, File, ProblemCode, ResultMail
from lintbox.web.schemas.base import BatchName, PageQuery, Schema, SearchText, ShortText, Timestamp
from lintbox.web.schemas.checks import CheckOut, CheckSummaryOut, present_check, present_check_summary


class FileBase(Schema):
    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    profile: str | None
    python: str | None = Field(description="The version set on the file itself; null for that of the profile")
    result_mail: ResultMail | None = Field(
        description="When emails are sent about this file; null for your choice for all files"
    )
    created_at: Timestamp
    updated_at: Timestamp
    state: CheckState
    checked_at: Timestamp | None


class FileSummaryOut(FileBase):
    checks: list[CheckSummaryOut]


class FileOut(FileBase):
    """The newest check has findings; those of earlier ones are at ``/files/{id}/checks/{check}``."""

    checks: list[CheckOut | CheckSummaryOut]
    versions: int = Field(description="How many earlier versions are kept")


class RejectionOut(Schema):
    name: str
    code: ProblemCode
    detail: str


class UploadOut(Schema):
    files: list[FileSummaryOut]
    rejected: list[RejectionOut]
    same_name: dict[str, list[str]] = Field(
        description="For each new file whose name already existed: ids of the earlier files, newest first, "
        "20 at most"
    )


class CountsOut(Schema):
    all: int
    queued: int
    running: int
    passed: int
    failed: int
    error: int


class FilesOut(Schema):
    files: list[FileSummaryOut]
    next: str | None
    total: int
    counts: CountsOut


class FileChangeOut(Schema):
    """The data of an event: this file changed and should be fetched again."""

    id: str
    change: Change


class ListQuery(PageQuery):
    state: ShortText = Field(default="", description="Comma-separated states to list")
    q: SearchText = Field(default="", description="Part of a name, or the start of a code")
    sort: Literal["newest", "name", "findings"] = "newest"


class UploadQuery(Schema):
    profile: ShortText | None = Field(
        default=None, description="The id of a profile; if absent, your default profile"
    )


OF_PROFILE = "profile"


class BatchQuery(Schema):
    batch: BatchName | None = Field(
        default=None, description="Any text; the results of requests with the same one share an email"
    )


class RecheckQuery(BatchQuery):
    python: ShortText | None = Field(
        default=None,
        description="The Python of this and later checks of the file: a version, newest, or profile for that "
        "of the profile; if absent, it stays as it is",
    )


class FileProfileIn(Schema):
    profile: ShortText | None


class OutdatedOut(Schema):
    """How many files have results from another profile, or other tool versions, than now in use."""

    by_profile: int
    by_versions: int


class QueuedOut(Schema):
    queued: int


# validating a whole list at once takes half the time


def present_file(file: File) -> FileOut:
    return FileOut(
        **_file_fields(file),
        checks=[
            present_check(file.checks[0], file.name),
            *(present_check_summary(check) for check in file.checks[1:]),
        ],
        versions=file.versions,
    )


def present_summary(file: File) -> FileSummaryOut:
    checks = [present_check_summary(check) for check in file.checks]
    return FileSummaryOut(**_file_fields(file), checks=checks)


def present_counts(counts: Mapping[CheckState, int]) -> CountsOut:
    by_name = {state.value: counts.get(state, 0) for state in CheckState}
    return CountsOut(all=sum(by_name.values()), **by_name)


def _file_fields(file: File) -> dict[str, Any]:
    newest = file.checks[0]
    return {
        **{
            name: getattr(file, name)
            for name in (
                "id",
                "name",
                "size",
                "lines",
                "sha256",
                "encoding",
                "profile",
                "python",
                "result_mail",
            )
        },
        "created_at": file.created_at,
        "updated_at": file.updated_at,
        "state": newest.state,
        "checked_at": newest.finished_at,
    }
