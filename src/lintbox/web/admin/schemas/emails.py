"""Models of the outbox and of a test email."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lintbox.domain import (
    UNSENT_YET,
    EmailKind,
    EmailState,
    MailMode,
    Result,
    Speaker,
    StepState,
)
from lintbox.mail import find_server, get_sender, get_subject
from lintbox.services.emails import RETRY_DELAYS
from lintbox.settings import Settings, SmtpSecurity
from lintbox.storage.emails_overview import OutboxEntry
from lintbox.web.admin.schemas.users import OwnerOut
from lintbox.web.schemas.base import PageQuery, Schema, SearchText, ShortText, Timestamp


class EmailOut(Schema):
    id: str
    kind: EmailKind
    subject: str
    recipient: str
    user: OwnerOut
    state: Literal["queued", "sent", "failed"]
    detail: str | None = Field(description="The mail server's last reply")
    attempts: int
    attempts_most: int
    due_at: Timestamp | None = Field(description="Time of the next attempt; null if there is none")
    created_at: Timestamp
    sent_at: Timestamp | None
    via: MailMode | None = Field(description="How the email left; local: it was only saved on this server")
    file_id: str | None


class EmailCountsOut(Schema):
    all: int
    queued: int
    sent: int
    failed: int


class MailServerOut(Schema):
    """The mail server; without one, emails are saved in the local mailbox."""

    mode: MailMode
    server: str | None
    port: int | None
    security: SmtpSecurity | None
    username: str | None
    sender: str


class LastDayOut(Schema):
    sent: int
    failed: int


class EmailsOut(Schema):
    emails: list[EmailOut]
    next: str | None
    total: int
    counts: EmailCountsOut
    mail: MailServerOut
    last_day: LastDayOut


class EmailsQuery(PageQuery):
    state: Literal["queued", "sent", "failed"] | None = None
    q: SearchText = Field(default="", description="Part of a subject, file name, address or display name")
    user: ShortText | None = Field(default=None, description="The id of a user")


class EmailContentOut(Schema):
    email: EmailOut
    sender: str
    text: str
    source: str


class QueuedEmailsOut(Schema):
    emails: int


class TranscriptLineOut(Schema):
    by: Speaker
    text: str


class TestEmailStepOut(Schema):
    name: str
    title: str
    state: StepState
    lines: list[TranscriptLineOut]
    code: int | None
    elapsed_ms: int | None


class TestEmailOut(Schema):
    sent: bool
    detail: str
    email: str
    duration_ms: int
    steps: list[TestEmailStepOut]


def present_email(entry: OutboxEntry, base_url: str) -> EmailOut:
    email = entry.email
    is_queued = email.state in UNSENT_YET
    return EmailOut(
        id=email.id,
        kind=email.kind,
        subject=get_subject(email, base_url),
        recipient=email.recipient,
        user=OwnerOut.model_validate(entry.user),
        state="queued" if is_queued else "sent" if email.state == EmailState.SENT else "failed",
        detail=email.detail,
        attempts=email.attempts,
        attempts_most=len(RETRY_DELAYS) + 1,
        due_at=email.due_at if is_queued else None,
        created_at=email.created_at,
        sent_at=email.sent_at,
        via=email.via,
        file_id=email.result.file_id if isinstance(email.result, Result) else None,
    )


def present_mail_server(settings: Settings, base_url: str, mode: MailMode) -> MailServerOut:
    server = find_server(settings)
    return MailServerOut(
        mode=mode,
        server=server.host if server else None,
        port=server.port if server else None,
        security=server.security if server else None,
        username=server.username if server else None,
        sender=get_sender(settings, base_url),
    )
