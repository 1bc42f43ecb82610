"""The shapes of the API; they validate, they present, and the API description is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)

from lintbox.domain import (
    FINDINGS_KEPT,
    Check,
    CheckState,
    ErrorCode,
    File,
    Group,
    MailMode,
    Role,
    ToolChange,
    User,
)
from lintbox.lint.reproducing import write_command
from lintbox.services.checks import find_tool_change


def write_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime, PlainSerializer(write_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Word = Annotated[str, StringConstraints(max_length=1000)]


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Credentials(Shape):
    email: Word
    password: Word


class Token(Shape):
    token: Word


class Address(Shape):
    email: Word


class NewPassword(Shape):
    token: Word
    password: Word


class Empty(Shape):
    pass


class RegisteredOut(Shape):
    email: str
    mail: MailMode
    verify_url: str | None = None


class UserOut(Shape):
    id: str
    email: str
    role: Role
    created_at: Moment


class SessionOut(Shape):
    user: UserOut


class ToolOut(Shape):
    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str
    python: str
    plugins: dict[str, str]


class FindingOut(Shape):
    code: str
    line: int
    column: int
    text: str
    group: Group


class CheckErrorOut(Shape):
    code: ErrorCode
    detail: str


class MailOut(Shape):
    state: Literal["queued", "sent", "failed", "off"]
    sent_at: Moment | None
    detail: str | None


class GroupsOut(Shape):
    will_not_run: int = 0
    likely_bug: int = 0
    unused: int = 0
    complexity: int = 0
    names_docs: int = 0
    layout: int = 0


class UsedProfileOut(Shape):
    """The profile as it was when the check was asked for."""

    name: str
    arguments: list[str]
    plugins: list[str]


class CheckSummaryOut(Shape):
    id: str
    state: CheckState
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    duration_ms: int | None
    total: int
    groups: GroupsOut
    truncated: bool
    error: CheckErrorOut | None
    tool: ToolOut | None
    mail: MailOut
    profile: UsedProfileOut


class CheckOut(CheckSummaryOut):
    findings: list[FindingOut]
    reproduce: str | None = Field(description="Two shell lines that give the same rows elsewhere")


class VersionChangeOut(Shape):
    before: str | None
    now: str | None


class ToolChangeOut(Shape):
    """What other versions alone made of the same content and profile; counts by code."""

    versions: dict[str, VersionChangeOut]
    added: dict[str, int]
    gone: dict[str, int]


class FileBase(Shape):
    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    profile: str | None
    created_at: Moment
    updated_at: Moment
    state: CheckState
    checked_at: Moment | None


class FileSummaryOut(FileBase):
    checks: list[CheckSummaryOut]


class FileOut(FileBase):
    checks: list[CheckOut]
    tool_change: ToolChangeOut | None


class RejectionOut(Shape):
    name: str
    code: str
    detail: str


class AddedOut(Shape):
    files: list[FileSummaryOut]
    rejected: list[RejectionOut]


class CountsOut(Shape):
    all: int
    queued: int
    running: int
    passed: int
    failed: int
    error: int


class FilesOut(Shape):
    files: list[FileSummaryOut]
    next: str | None
    total: int
    counts: CountsOut


class ListQuery(Shape):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: Word | None = None
    state: Word = Field(default="", description="States to list, with commas between them")
    q: Word = Field(default="", description="Part of a name, or the beginning of a code")
    sort: Literal["newest", "name", "findings"] = "newest"


class OutdatedOut(Shape):
    """How many files' results are of another profile, or of other versions, than a check now would be."""

    by_profile: int
    by_versions: int


class QueuedOut(Shape):
    queued: int


class UploadQuery(Shape):
    profile: Word | None = Field(default=None, description="The id of a profile; without it your default")


class FileProfile(Shape):
    profile: Word | None


class LimitsOut(Shape):
    file_bytes: int
    file_lines: int
    upload_files: int
    findings: int


class AboutOut(Shape):
    version: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]
    registration_domains: list[str]
    limits: LimitsOut
    tool: ToolOut


class Alive(Shape):
    status: Literal["pass"]
    version: str


class ComponentOut(Shape):
    status: Literal["pass", "fail"]
    detail: str | None = None


class ReadyOut(Shape):
    status: Literal["pass", "fail"]
    version: str
    components: dict[str, ComponentOut]


class ProblemOut(Shape):
    """RFC 9457"""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None = None
    errors: dict[str, str] | None = None
    rejected: list[RejectionOut] | None = None


def present_user(user: User) -> UserOut:
    return UserOut.model_validate(user)


def present_file(file: File) -> FileOut:
    change = find_tool_change(file.checks)
    return FileOut(
        **_file_fields(file),
        checks=[present_check(check, file.name) for check in file.checks],
        tool_change=change and _present_change(change),
    )


def _present_change(change: ToolChange) -> ToolChangeOut:
    versions = {n: VersionChangeOut(before=old, now=new) for n, (old, new) in change.versions.items()}
    return ToolChangeOut(versions=versions, added=dict(change.added), gone=dict(change.gone))


def present_summary(file: File) -> FileSummaryOut:
    checks = [CheckSummaryOut(**_check_fields(check)) for check in file.checks]
    return FileSummaryOut(**_file_fields(file), checks=checks)


_findings = TypeAdapter(list[FindingOut])  # all at once: in half the time


def present_check(check: Check, name: str) -> CheckOut:
    findings = check.report.findings if check.report else ()
    shown = _findings.validate_python(findings, from_attributes=True)
    command = check.report and write_command(check.report.tool, check.profile, name)
    return CheckOut(**_check_fields(check), findings=shown, reproduce=command)


def present_counts(counts: Mapping[CheckState, int]) -> CountsOut:
    by_name = {state.value: counts.get(state, 0) for state in CheckState}
    return CountsOut(all=sum(by_name.values()), **by_name)


def _file_fields(file: File) -> dict[str, Any]:
    newest = file.checks[0]
    return {
        **{
            name: getattr(file, name)
            for name in ("id", "name", "size", "lines", "sha256", "encoding", "profile")
        },
        "created_at": file.created_at,
        "updated_at": file.updated_at,
        "state": newest.state,
        "checked_at": newest.finished_at,
    }


def _check_fields(check: Check) -> dict[str, Any]:
    report = check.report
    return {
        "id": check.id,
        "state": check.state,
        "created_at": check.created_at,
        "started_at": check.started_at,
        "finished_at": check.finished_at,
        "duration_ms": check.duration_ms,
        "total": report.total if report else 0,
        "groups": GroupsOut(**{group.value: count for group, count in report.groups.items()})
        if report
        else GroupsOut(),
        "truncated": bool(report and report.total > FINDINGS_KEPT),
        "error": report.error and CheckErrorOut.model_validate(report.error) if report else None,
        "tool": ToolOut.model_validate(report.tool) if report else None,
        "mail": MailOut.model_validate(check.mail),
        "profile": UsedProfileOut(
            name=check.profile_name,
            arguments=list(check.profile.arguments),
            plugins=list(check.profile.plugins),
        ),
    }
