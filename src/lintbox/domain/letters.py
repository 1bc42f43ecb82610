"""The outbox: letters, and the facts that a result letter tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lintbox.domain.checks import CheckError, CheckState
from lintbox.domain.findings import Group, PythonRefusal
from lintbox.domain.mail import MailMode
from lintbox.domain.tools import Tool


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


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox.

    ``link`` is the id of the one-time link that the letter carries, never the link itself;
    ``via`` is how a sent one left.
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
    via: MailMode | None = None


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
    python_refuses: PythonRefusal | None = None
    refused_source: str = ""


class Shown(NamedTuple):
    """A source line in a letter with what flake8 says about it."""

    line: int
    source: str
    findings: tuple[tuple[str, str], ...]
