"""What Lintbox talks about: values, states, and errors with stable codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

# a report keeps so many findings and counts the others
FINDINGS_KEPT = 5_000


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class UserState(StrEnum):
    """``waiting`` is for the one-time link."""

    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


class Purpose(StrEnum):
    """What a one-time link is for."""

    VERIFICATION = "verification"
    RESET = "reset"


class Action(StrEnum):
    """What the audit tells of."""

    SET_UP = "set-up"
    SIGNED_IN = "signed-in"
    PASSWORD_SET = "password-set"  # noqa: S105
    ADMIN_CREATED = "admin-created"
    VERIFIED = "verified"
    DISABLED = "disabled"
    ENABLED = "enabled"
    DELETED = "deleted"
    MADE_ADMIN = "made-admin"
    MADE_USER = "made-user"
    RESET_SENT = "reset-sent"
    LINK_SENT = "link-sent"
    SESSIONS_ENDED = "sessions-ended"
    LOOKED_AT_FILE = "looked-at-file"
    CHECKED_FILE = "checked-file"
    DELETED_FILE = "deleted-file"
    LOOKED_AT_LETTER = "looked-at-letter"
    SENT_LETTER = "sent-letter"
    SENT_LETTERS = "sent-letters"
    SENT_TEST_LETTER = "sent-test-letter"
    SWEPT = "swept"


class CheckState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


class Group(StrEnum):
    """The six groups of findings, heaviest first."""

    WILL_NOT_RUN = "will_not_run"
    LIKELY_BUG = "likely_bug"
    UNUSED = "unused"
    COMPLEXITY = "complexity"
    NAMES_DOCS = "names_docs"
    LAYOUT = "layout"


class LetterKind(StrEnum):
    VERIFICATION = "verification"
    ACCOUNT_EXISTS = "account-exists"
    RESULT = "result"
    RESET = "password-reset"
    TEST = "test"


class LetterState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class MailMode(StrEnum):
    SMTP = "smtp"
    LOCAL = "local"


class ErrorCode(StrEnum):
    """Why a file could not be checked."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    ENCODING = "encoding"
    TOO_DEEP = "too-deep"
    UNSUPPORTED = "unsupported"
    OPTIONS = "options"


class Change(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    role: Role
    created_at: datetime


class Finding(NamedTuple):
    """One row of flake8; ``line`` and ``column`` as flake8 prints them."""

    code: str
    line: int
    column: int
    text: str
    group: Group


@dataclass(frozen=True, slots=True)
class CheckError:
    code: ErrorCode
    detail: str


@dataclass(frozen=True, slots=True)
class Tool:
    """The versions that a result was made with."""

    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str
    python: str
    plugins: Mapping[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> dict[str, str]:
        """Every part by its name, Python too."""
        own = {
            name: getattr(self, name) for name in ("flake8", "pycodestyle", "pyflakes", "mccabe", "python")
        }
        return own | dict(self.plugins)

    def used_by(self, profile: Profile) -> Tool:
        """Leave out the plugins that took no part."""
        used = {name: version for name, version in self.plugins.items() if name in profile.plugins}
        return replace(self, plugins=used)


@dataclass(frozen=True, slots=True)
class Account:
    """A user as signing in needs it."""

    user: User
    password_hash: str
    verified: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """flake8's own options, already judged, and the shipped plugins that take part; none is stock flake8."""

    arguments: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile as people choose it; ``files`` is how many of the user's chose it by themselves."""

    id: str
    name: str
    about: str
    profile: Profile
    shipped: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What the engine says of one content: findings, or why there are none to be had.

    ``total`` and ``groups`` count every finding, also those beyond the cap.
    """

    tool: Tool
    findings: tuple[Finding, ...] = ()
    total: int = 0
    groups: Mapping[Group, int] = field(default_factory=dict)
    error: CheckError | None = None

    @property
    def state(self) -> CheckState:
        if self.error:
            return CheckState.ERROR
        return CheckState.FAILED if self.total else CheckState.PASSED


@dataclass(frozen=True, slots=True)
class MailStatus:
    """What became of a check's letter; ``state`` is queued, sent, failed or off."""

    state: str
    sent_at: datetime | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    state: CheckState
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: int | None
    report: Report | None
    mail: MailStatus
    profile: Profile
    profile_name: str


@dataclass(frozen=True, slots=True)
class ToolChange:
    """What other versions alone made of the same content and profile: counts by code.

    ``versions`` has what each part was before and is now; a part may be absent on one side.
    """

    versions: Mapping[str, tuple[str | None, str | None]]
    added: Mapping[str, int]
    gone: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class File:
    """A user's file with its checks, newest first.

    ``profile`` is the id of the profile that it has by itself; None is the user's default.
    """

    id: str
    name: str
    size: int
    lines: int
    sha256: str
    encoding: str | None
    profile: str | None
    created_at: datetime
    updated_at: datetime
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class Upload:
    """One part of a request; ``size`` counts every byte, ``data`` stops at the limit."""

    name: str
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Rejection:
    name: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A check that this process has taken, with all that the work needs."""

    check_id: str
    token: str
    file_id: str
    user_id: str
    email: str
    name: str
    data: bytes
    sha256: str
    profile: Profile
    profile_name: str
    attempt: int
    started_at: datetime
    known: Report | None


class Shown(NamedTuple):
    """A source line in a letter with what flake8 says about it."""

    line: int
    source: str
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The facts of a result letter."""

    file_id: str
    name: str
    state: CheckState
    total: int
    groups: Mapping[Group, int]
    shown: tuple[Shown, ...]
    error: CheckError | None
    tool: Tool
    finished_at: datetime
    duration_ms: int
    profile_name: str = "flake8 default"


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox.

    ``link`` is the id of the one-time link that the letter carries, never the link itself.
    """

    id: str
    user_id: str
    kind: LetterKind
    recipient: str
    message_id: str
    state: LetterState
    created_at: datetime
    attempts: int
    link: str | None = None
    result: Result | None = None
    sent_at: datetime | None = None
    detail: str | None = None
    due_at: datetime | None = None


class Outcome(StrEnum):
    SENT = "sent"
    TRY_AGAIN = "try-again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one attempt to send; ``detail`` is what the server said."""

    outcome: Outcome
    detail: str


class Speaker(StrEnum):
    """``note`` is what neither side said: an address, the kind of encryption, a time-out."""

    LINTBOX = "lintbox"
    SERVER = "server"
    NOTE = "note"


class StepState(StrEnum):
    DONE = "done"
    FAILED = "failed"
    NOT_REACHED = "not-reached"


class Said(NamedTuple):
    by: Speaker
    text: str


class Step(NamedTuple):
    """One step of the talk with a mail server; ``elapsed_ms`` counts from the begin of the talk."""

    name: str
    title: str
    state: StepState
    lines: tuple[Said, ...] = ()
    code: int | None = None
    elapsed_ms: int | None = None


class Trial(NamedTuple):
    """How a test letter went."""

    sent: bool
    detail: str
    duration_ms: int
    steps: tuple[Step, ...]


class LintboxError(Exception):
    """Something that the user can be told; what a ``code`` means never changes."""

    code: str

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(LintboxError):
    code = "not-found"


class NotSignedIn(LintboxError):
    code = "not-signed-in"


class InvalidCredentials(LintboxError):
    code = "invalid-credentials"


class EmailNotVerified(LintboxError):
    code = "email-not-verified"


class AccountDisabled(LintboxError):
    code = "account-disabled"


class Forbidden(LintboxError):
    code = "forbidden"


class OwnAccount(LintboxError):
    """Nobody may shut himself out."""

    code = "own-account"


class LastAdmin(LintboxError):
    """Somebody has to look after the server."""

    code = "last-admin"


class NotWaiting(LintboxError):
    code = "not-waiting"


class LinkEnded(LintboxError):
    """A letter is of no use without the one-time link that it carried."""

    code = "link-ended"


class TokenInvalid(LintboxError):
    code = "token-invalid"


class RegistrationClosed(LintboxError):
    code = "registration-closed"


class Busy(LintboxError):
    """Too much at once for this machine; later it goes through."""

    code = "busy"


class NotStored(LintboxError):
    """The database took nothing of a unit of work; nothing is lost, and later it goes through."""


class DiskFull(NotStored):
    code = "disk-full"


class Locked(NotStored):
    """Another program writes for longer than we wait."""

    code = "busy"


class StorageBroken(NotStored):
    """Read-only, unreadable, or damaged: for the operator to mend."""

    code = "storage"


class TooMany(LintboxError):
    """A limit over time; ``retry_after`` in seconds."""

    code = "too-many"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Invalid(LintboxError):
    """Fields at fault, each with what to do."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


class Rejected(LintboxError):
    """No part of an upload could be taken; the code is that of the first part."""

    def __init__(self, code: str, detail: str, rejected: Sequence[Rejection] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.rejected = tuple(rejected)
