"""The shapes of the outbox and of a test letter."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.domain import (
    LetterKind,
    LetterState,
    MailMode,
    Speaker,
    StepState,
)
from lintbox.mail import sender_of, server_of, subject_of
from lintbox.services.letters import AGAIN_AFTER
from lintbox.settings import Settings, SmtpSecurity
from lintbox.storage.outbox import Posted
from lintbox.web.admin.schemas.users import OwnerOut
from lintbox.web.schemas.shape import Moment, PageQuery, Shape, Word


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
    via: MailMode | None = Field(
        description="How a sent one left; local: it is a file on the server, and went to nobody"
    )
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
        via=letter.via,
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
