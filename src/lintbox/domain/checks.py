"""A check: one content under one profile, from the queue to its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lintbox.domain.findings import Category, Finding, PythonRefusal
from lintbox.domain.mail import MailMode
from lintbox.domain.profiles import Profile
from lintbox.domain.tools import Tool


class CheckState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


class ErrorCode(StrEnum):
    """Why a file could not be checked."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    ENCODING = "encoding"
    TOO_DEEP = "too-deep"
    UNSUPPORTED = "unsupported"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True)
class CheckError:
    code: ErrorCode
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the engine says of one content: findings, or why there are none to be had.

    ``total`` and ``categories`` count every finding, also those beyond the cap. ``encoding`` is the codec
    that Python reads the bytes with, None where it cannot. ``quotes`` maps line numbers to the source lines
    of the first findings: only the worker decodes what a user has sent. ``python_refuses`` is Python's error
    where it would not run the file; it is counted as ``will_not_run`` unless a finding of that category says
    so already. ``fallback`` is why flake8 itself checked the file instead of the fast path; not stored.
    """

    tool: Tool
    findings: tuple[Finding, ...] = ()
    total: int = 0
    categories: Mapping[Category, int] = field(default_factory=dict)
    error: CheckError | None = None
    encoding: str | None = None
    quotes: Mapping[int, str] = field(default_factory=dict)
    python_refuses: PythonRefusal | None = None
    fallback: str | None = field(default=None, compare=False)

    @property
    def state(self) -> CheckState:
        if self.error:
            return CheckState.ERROR
        return CheckState.FAILED if self.total or self.python_refuses else CheckState.PASSED


@dataclass(frozen=True, slots=True)
class MailStatus:
    """What became of a check's email; ``state`` is queued, sent, failed or off.

    ``via`` is how a sent one left: ``local`` is a file on this server, which went to nobody.
    """

    state: str
    sent_at: datetime | None = None
    detail: str | None = None
    via: MailMode | None = None


class MailNote(StrEnum):
    """Why a check has no row in the outbox: none was written, or it was removed after its time."""

    LIMIT = "limit"
    SAME = "same"
    SENT = "sent"
    SAVED = "saved"
    FAILED = "failed"

    @property
    def status(self) -> MailStatus:
        return _NOTED[self]


_REMOVED = "The email itself was removed after its time of retention."
_NOTED = {
    MailNote.LIMIT: MailStatus("off", detail="No email: too many were written to you within an hour."),
    MailNote.SAME: MailStatus("off", detail="No email: the result is the same as before."),
    MailNote.SENT: MailStatus("sent", detail=_REMOVED, via=MailMode.SMTP),
    MailNote.SAVED: MailStatus("sent", detail=_REMOVED, via=MailMode.LOCAL),
    MailNote.FAILED: MailStatus("failed", detail=_REMOVED),
}


@dataclass(frozen=True, slots=True)
class Check:
    """``unchanged`` tells that it found what the file's last finished check had found."""

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
    unchanged: bool


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
