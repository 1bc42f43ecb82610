"""Emails of the outbox, and the content of a result email."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from lintbox.domain.checks import CheckError, CheckState
from lintbox.domain.delivery import MailMode
from lintbox.domain.deltas import Changed, DeltaCounts
from lintbox.domain.findings import Category, PythonRefusal
from lintbox.domain.pythons import Hint
from lintbox.domain.tools import Tool


class EmailKind(StrEnum):
    VERIFICATION = "verification"
    ACCOUNT_EXISTS = "account-exists"
    RESULT = "result"
    RESET = "password-reset"
    TEST = "test"


class EmailState(StrEnum):
    """``collecting``: waits for the results of the other checks of its batch."""

    COLLECTING = "collecting"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


UNSENT_YET = (EmailState.COLLECTING, EmailState.QUEUED, EmailState.SENDING)


class ResultMail(StrEnum):
    """When an email is sent for a finished check; ``changes``: if its result differs from the one before."""

    ALWAYS = "always"
    CHANGES = "changes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Email:
    """A row of the outbox.

    ``link`` is the id of the one-time link in the email, never the link itself; ``via`` is the transport
    of a sent email.
    """

    id: str
    user_id: str
    kind: EmailKind
    recipient: str
    message_id: str
    state: EmailState
    created_at: datetime
    attempts: int
    link: str | None = None
    result: Result | BatchResult | None = None
    sent_at: datetime | None = None
    detail: str | None = None
    due_at: datetime | None = None
    via: MailMode | None = None

    def list_files(self) -> list[str]:
        """Return the ids of the files whose results are in the email."""
        if isinstance(self.result, BatchResult):
            return [result.file_id for result in self.result.results]
        return [self.result.file_id] if self.result else []


@dataclass(frozen=True, slots=True)
class Result:
    """The content of a result email."""

    file_id: str
    name: str
    state: CheckState
    total: int
    categories: Mapping[Category, int]
    shown: tuple[QuotedLine, ...]
    error: CheckError | None
    tool: Tool
    finished_at: datetime
    duration_ms: int
    profile_name: str = "flake8 default"
    python_refuses: PythonRefusal | None = None
    refused_source: str = ""
    hint: Hint | None = None
    delta: DeltaCounts | None = None
    changed: tuple[Changed, ...] = ()
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The content of an email with the results of several checks.

    ``name`` has the names of all files, for the search of administrators. ``unchecked`` are the names of
    files whose checks had not ended when the email was written.
    """

    name: str
    results: tuple[Result, ...]
    unchecked: tuple[str, ...] = ()


class QuotedLine(NamedTuple):
    """A source line in an email with its findings as pairs of code and text."""

    line: int
    source: str
    findings: tuple[tuple[str, str], ...]
