"""A check: one content under one profile, from the queue to its report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lintbox.domain.findings import Finding, Group
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

    ``total`` and ``groups`` count every finding, also those beyond the cap. ``encoding`` is the codec
    that Python reads the bytes with, None where it cannot. ``quotes`` has the source lines of the first
    findings, by their numbers: only the worker decodes what a user has sent.
    """

    tool: Tool
    findings: tuple[Finding, ...] = ()
    total: int = 0
    groups: Mapping[Group, int] = field(default_factory=dict)
    error: CheckError | None = None
    encoding: str | None = None
    quotes: Mapping[int, str] = field(default_factory=dict)

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
