"""Sending: what became of it, and the talk with a mail server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class MailMode(StrEnum):
    SMTP = "smtp"
    LOCAL = "local"


class Outcome(StrEnum):
    """``saved`` is the local mailbox: the email is a file on this server, and went to nobody."""

    SENT = "sent"
    SAVED = "saved"
    TRY_AGAIN = "try-again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one attempt to send; ``detail`` is what the server said."""

    outcome: Outcome
    detail: str


class EmailTest(NamedTuple):
    """How a test email went."""

    sent: bool
    detail: str
    duration_ms: int
    steps: tuple[Step, ...]


class Step(NamedTuple):
    """One step of the talk with a mail server; ``elapsed_ms`` counts from the begin of the talk."""

    name: str
    title: str
    state: StepState
    lines: tuple[Said, ...] = ()
    code: int | None = None
    elapsed_ms: int | None = None


class StepState(StrEnum):
    DONE = "done"
    FAILED = "failed"
    NOT_REACHED = "not-reached"


class Said(NamedTuple):
    by: Speaker
    text: str


class Speaker(StrEnum):
    """``note`` is what neither side said: an address, the kind of encryption, a time-out."""

    LINTBOX = "lintbox"
    SERVER = "server"
    NOTE = "note"
