"""Delivery of emails, and the transcript of a test email."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class MailMode(StrEnum):
    SMTP = "smtp"
    LOCAL = "local"


class Outcome(StrEnum):
    """``saved``: the local mailbox has the email as a file on this server, and it was not sent to anyone."""

    SENT = "sent"
    SAVED = "saved"
    TRY_AGAIN = "try-again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one attempt to send; ``detail`` is the mail server's answer."""

    outcome: Outcome
    detail: str


class EmailTest(NamedTuple):
    """The outcome of a test email."""

    sent: bool
    detail: str
    duration_ms: int
    steps: tuple[Step, ...]


class Step(NamedTuple):
    """One step of an SMTP session; ``elapsed_ms`` counts from the start of the session."""

    name: str
    title: str
    state: StepState
    lines: tuple[TranscriptLine, ...] = ()
    code: int | None = None
    elapsed_ms: int | None = None


class StepState(StrEnum):
    DONE = "done"
    FAILED = "failed"
    NOT_REACHED = "not-reached"


class TranscriptLine(NamedTuple):
    by: Speaker
    text: str


class Speaker(StrEnum):
    """``note`` marks information of neither side: an address, the kind of encryption, a timeout."""

    LINTBOX = "lintbox"
    SERVER = "server"
    NOTE = "note"
