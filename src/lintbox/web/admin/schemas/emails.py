"""The shapes of the outbox and of a test email."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.domain import (
    EmailKind,
    EmailState,
    MailMode,
    Speaker,
    StepState,
)
from lintbox.mail import sender_of, server_of, subject_of
from lintbox.services.emails import AGAIN_AFTER
from lintbox.settings import Settings, SmtpSecurity
from lintbox.storage.emails_overview import Posted
from lintbox.web.admin.schemas.users import OwnerOut
from lintbox.web.schemas.shape import Moment, PageQuery, Shape, Word


class EmailOut(Shape):
    id: str
    kind: EmailKind
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


class EmailCountsOut(Shape):
    all: int
    queued: int
    sent: int
    failed: int


class MailServerOut(Shape):
    """Where emails go; without a server they stay in the local mailbox."""

    mode: MailMode
    server: str | None
    port: int | None
    security: SmtpSecurity | None
    username: str | None
    sender: str


class LastDayOut(Shape):
    sent: int
    failed: int


class EmailsOut(Shape):
    emails: list[EmailOut]
    next: str | None
    total: int
    counts: EmailCountsOut
    mail: MailServerOut
    last_day: LastDayOut


class EmailsQuery(PageQuery):
    state: Literal["queued", "sent", "failed"] | None = None
    q: Word = Field(default="", description="Part of a subject, of a file's name, or of an address")
    user: Word | None = Field(default=None, description="The id of a user")


class OpenedOut(Shape):
    email: EmailOut
    sender: str
    text: str
    source: str


class HurriedOut(Shape):
    emails: int


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


def present_email(posted: Posted, base_url: str) -> EmailOut:
    email = posted.email
    waits = email.state in {EmailState.QUEUED, EmailState.SENDING}
    return EmailOut(
        id=email.id,
        kind=email.kind,
        subject=subject_of(email, base_url),
        recipient=email.recipient,
        user=OwnerOut.model_validate(posted.user),
        state="queued" if waits else "sent" if email.state == EmailState.SENT else "failed",
        detail=email.detail,
        attempts=email.attempts,
        attempts_most=len(AGAIN_AFTER) + 1,
        due_at=email.due_at if waits else None,
        created_at=email.created_at,
        sent_at=email.sent_at,
        via=email.via,
        file_id=email.result.file_id if email.result else None,
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
