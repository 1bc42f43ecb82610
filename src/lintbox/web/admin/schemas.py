"""The shapes of what administrators see."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from lintbox.domain import (
    Action,
    LetterKind,
    LetterState,
    MailMode,
    Role,
    Speaker,
    StepState,
    UserState,
)
from lintbox.mail import sender_of, server_of, subject_of
from lintbox.origins import Origin
from lintbox.services.all_files import Owned
from lintbox.services.letters import AGAIN_AFTER
from lintbox.services.members import Whole
from lintbox.settings import Settings, SmtpSecurity
from lintbox.storage.audit import Entry
from lintbox.storage.outbox import Posted
from lintbox.web.schemas import (
    CountsOut,
    FileOut,
    FileSummaryOut,
    Moment,
    Shape,
    Word,
    present_file,
    present_summary,
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


class LetterOut(Shape):
    id: str
    kind: LetterKind
    subject: str
    recipient: str
    user: OwnerOut
    state: Literal["queued", "sent", "failed"]
    detail: str | None = Field(description="What the mail server said last")
    attempts: int
    attempts_most: int
    due_at: Moment | None = Field(description="When it is tried next; null when it is not")
    created_at: Moment
    sent_at: Moment | None
    file_id: str | None


class LetterCountsOut(Shape):
    all: int
    queued: int
    sent: int
    failed: int


class MailServerOut(Shape):
    """Where letters go; without a server they stay in the local mailbox."""

    mode: MailMode
    server: str | None
    port: int | None
    security: SmtpSecurity | None
    username: str | None
    sender: str


class LastDayOut(Shape):
    sent: int
    failed: int


class LettersOut(Shape):
    letters: list[LetterOut]
    next: str | None
    total: int
    counts: LetterCountsOut
    mail: MailServerOut
    last_day: LastDayOut


class LettersQuery(PageQuery):
    state: Literal["queued", "sent", "failed"] | None = None
    q: Word = Field(default="", description="Part of a subject, of a file's name, or of an address")
    user: Word | None = Field(default=None, description="The id of a user")


class OpenedOut(Shape):
    letter: LetterOut
    sender: str
    text: str
    source: str


class HurriedOut(Shape):
    letters: int


class SaidOut(Shape):
    by: Speaker
    text: str


class StepOut(Shape):
    name: str
    title: str
    state: StepState
    lines: list[SaidOut]
    code: int | None
    elapsed_ms: int | None


class TrialOut(Shape):
    sent: bool
    detail: str
    email: str
    duration_ms: int
    steps: list[StepOut]


class DatabaseOut(Shape):
    bytes: int
    wal_bytes: int
    schema_: int = Field(serialization_alias="schema")


class DiskOut(Shape):
    free_bytes: int
    total_bytes: int


class QueueOut(Shape):
    queued: int
    running: int
    oldest_at: Moment | None


class LetterFiguresOut(Shape):
    queued: int
    failed: int
    sent_last_day: int
    failed_last_day: int


class SweptOut(Shape):
    contents: int
    bytes: int
    reports: int
    links: int
    sessions: int


class LastSweepOut(SweptOut):
    at: Moment
    next_at: Moment


class BackupOut(Shape):
    """Made and proved by restoring at ``at``; the other figures count what is in it."""

    model_config = ConfigDict(extra="allow")

    at: Moment
    proved_at: Moment
    file: str
    bytes: int


class SettingOut(Shape):
    name: str
    value: str | None = Field(description="Null for what is not set, and for a secret")
    origin: Origin
    source: str | None = Field(description="A flag, or the path of a file")
    secret: bool
    is_set: bool


class SystemOut(Shape):
    started_at: Moment
    url: str
    listening: str
    data_dir: str
    versions: dict[str, str]
    database: DatabaseOut
    disk: DiskOut
    queue: QueueOut
    workers: int
    checks_last_hour: int
    letters: LetterFiguresOut
    mail: MailServerOut
    sweep: LastSweepOut | None
    backup: BackupOut | None
    settings: list[SettingOut]


class HourOut(Shape):
    at: Moment
    checks: int
    errors: int
    median_ms: int | None


class HoursOut(Shape):
    hours: list[HourOut]


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


def present_owned(owned: Owned) -> OwnedFileOut:
    return OwnedFileOut(**dict(present_file(owned.file)), user=OwnerOut.model_validate(owned.owner))


def present_owned_summary(owned: Owned) -> OwnedSummaryOut:
    return OwnedSummaryOut(**dict(present_summary(owned.file)), user=OwnerOut.model_validate(owned.owner))


def present_letter(posted: Posted, base_url: str) -> LetterOut:
    letter = posted.letter
    waits = letter.state in {LetterState.QUEUED, LetterState.SENDING}
    return LetterOut(
        id=letter.id,
        kind=letter.kind,
        subject=subject_of(letter, base_url),
        recipient=letter.recipient,
        user=OwnerOut.model_validate(posted.user),
        state="queued" if waits else "sent" if letter.state == LetterState.SENT else "failed",
        detail=letter.detail,
        attempts=letter.attempts,
        attempts_most=len(AGAIN_AFTER) + 1,
        due_at=letter.due_at if waits else None,
        created_at=letter.created_at,
        sent_at=letter.sent_at,
        file_id=letter.result.file_id if letter.result else None,
    )


def present_mail_server(settings: Settings, base_url: str, mode: MailMode) -> MailServerOut:
    server = server_of(settings)
    return MailServerOut(
        mode=mode,
        server=server.host if server else None,
        port=server.port if server else None,
        security=server.security if server else None,
        username=server.username if server else None,
        sender=sender_of(settings, base_url),
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
