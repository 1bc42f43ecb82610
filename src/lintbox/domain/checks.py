"""Checks of one content with one profile, from the queue to the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lintbox.domain.delivery import MailMode
from lintbox.domain.deltas import Delta
from lintbox.domain.findings import Category, Finding, Noqa, PythonRefusal
from lintbox.domain.profiles import Profile
from lintbox.domain.pythons import Hint
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
    NO_PYTHON = "no-python"


@dataclass(frozen=True, slots=True)
class CheckError:
    code: ErrorCode
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """The engine's result for one content: findings, or an error.

    ``total`` and ``categories`` count every finding, including those beyond ``FINDINGS_KEPT``. ``encoding``
    is the codec that Python decodes the file with, None where it cannot. ``quotes`` maps the line of each
    finding to its source, stripped and cut, because only workers decode user content; a line outside the
    file has the empty text. ``python_refuses`` is
    Python's error for a file that it would not run; it counts as ``will_not_run`` unless a finding of that
    category exists. ``hint`` says for which Python a file with a syntax error was written. ``fallback`` is
    the reason why flake8 checked the file instead of the fast path; it is not stored.
    """

    tool: Tool
    findings: tuple[Finding, ...] = ()
    total: int = 0
    categories: Mapping[Category, int] = field(default_factory=dict)
    error: CheckError | None = None
    encoding: str | None = None
    quotes: Mapping[int, str] = field(default_factory=dict)
    python_refuses: PythonRefusal | None = None
    hint: Hint | None = None
    noqa: Noqa = field(default_factory=Noqa)
    fallback: str | None = field(default=None, compare=False)

    @property
    def has_syntax_error(self) -> bool:
        return any(finding.code == "E999" for finding in self.findings)

    @property
    def state(self) -> CheckState:
        if self.error:
            return CheckState.ERROR
        return CheckState.FAILED if self.total or self.python_refuses else CheckState.PASSED


@dataclass(frozen=True, slots=True)
class MailStatus:
    """The state of a check's email: queued, sent, failed or off.

    ``via`` is the transport of a sent email; ``local`` is a file on this server that was not sent to anyone.
    """

    state: str
    sent_at: datetime | None = None
    detail: str | None = None
    via: MailMode | None = None


class MailNote(StrEnum):
    """Why a check has no row in the outbox: none was written, or its retention period is over."""

    LIMIT = "limit"
    SAME = "same"
    SENT = "sent"
    SAVED = "saved"
    FAILED = "failed"

    @property
    def status(self) -> MailStatus:
        return _STATUSES[self]


_REMOVED = "The email itself was removed after its time of retention."
_STATUSES = {
    MailNote.LIMIT: MailStatus("off", detail="No email: too many were written to you within an hour."),
    MailNote.SAME: MailStatus("off", detail="No email: the result is the same as before."),
    MailNote.SENT: MailStatus("sent", detail=_REMOVED, via=MailMode.SMTP),
    MailNote.SAVED: MailStatus("sent", detail=_REMOVED, via=MailMode.LOCAL),
    MailNote.FAILED: MailStatus("failed", detail=_REMOVED),
}


@dataclass(frozen=True, slots=True)
class Check:
    """``unchanged``: the result equals that of the file's previous finished check.

    ``delta`` is None unless this check and an earlier one are complete.
    """

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
    delta: Delta | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A check that this process has claimed, with everything that the check needs.

    ``is_compared``: its findings are to be compared with those of an earlier check. ``batch`` is that of the
    checks that were requested together, None for a single one.
    """

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
    is_compared: bool = False
    batch: str | None = None
