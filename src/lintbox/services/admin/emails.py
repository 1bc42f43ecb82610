"""The outbox, for administrators."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import (
    Action,
    Email,
    EmailKind,
    EmailState,
    EmailTest,
    LinkEnded,
    MailMode,
    NotFound,
)
from lintbox.mail import SUBJECTS, compose, get_sender, get_subject, new_message_id, send_test_email, to_bytes
from lintbox.services import accounts, cursors, one_time_links, rate_limits
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings
from lintbox.storage import emails as stored
from lintbox.storage import emails_overview
from lintbox.storage.database import Database
from lintbox.storage.emails_overview import OutboxEntry, Page, Query

# replaces the token of a link in emails sent by SMTP: only their recipients may see it
_HIDDEN_TOKEN = "not-shown"  # noqa: S105


class LastDay(NamedTuple):
    sent: int
    failed: int


class OpenedEmail(NamedTuple):
    """An email as it was composed; ``source`` is the complete message with headers."""

    entry: OutboxEntry
    sender: str
    text: str
    source: str


def list_page(
    states: Collection[EmailState], text: str, user_id: str | None, cursor: str | None, limit: int
) -> tuple[Page, str | None]:
    """Return a page, newest first, and the cursor of the next one.

    Raises:
        Invalid: an unknown cursor.
    """
    after = cursors.decode(cursor, int, int)
    kinds = [kind for kind, subject in SUBJECTS.items() if text.casefold() in subject.casefold()]
    page = emails_overview.list_page(Query(states, text, kinds, user_id, after, limit))
    return page, cursors.encode(page.after)


def measure_last_day(now: datetime) -> LastDay:
    return LastDay(*emails_overview.count_since(now - timedelta(days=1)))


def get(email_id: str) -> OutboxEntry:
    """Raises: NotFound."""
    entry = emails_overview.find(email_id)
    if entry is None:
        raise NotFound("There is no such email. Its account may have been deleted.")
    return entry


async def open_audited(
    db: Database,
    settings: Settings,
    link_builder: LinkBuilder,
    mode: MailMode,
    actor: Actor,
    email_id: str,
    now: datetime,
) -> OpenedEmail:
    """Return the content of an email, and record the access in the audit log.

    Its one-time link is shown only where emails are saved in the local mailbox instead of being sent.

    Raises:
        NotFound: also while the email still collects results.
    """
    entry, token = await db.run(_record_opening, link_builder, actor, email_id, now)
    shown = token if token and mode == MailMode.LOCAL else _HIDDEN_TOKEN
    sender = get_sender(settings, link_builder.base_url)
    message = await asyncio.to_thread(
        compose, entry.email, sender=sender, base_url=link_builder.base_url, token=shown
    )
    body = message.get_body(("plain",))
    return OpenedEmail(entry, sender, str(body.get_content()) if body else "", to_bytes(message).decode())


def send_again(link_builder: LinkBuilder, actor: Actor, email_id: str, now: datetime) -> OutboxEntry:
    """Send an email again, or now if it waits for a retry, or for further results.

    Raises:
        NotFound
        LinkEnded: its link was used or replaced, or has expired.
    """
    entry = get(email_id)
    email = entry.email
    if email.link and not one_time_links.find_token(email.link, link_builder.key, now):
        raise LinkEnded("The link in this email does not work any more. Send a new one from the user's page.")
    if email.state in {EmailState.SENT, EmailState.FAILED}:
        # a new Message-ID: the recipient's server may drop a duplicate
        stored.queue_again(email_id, new_message_id(link_builder.base_url), now)
    elif not emails_overview.make_due(now, email_id):
        return entry  # it is being sent at this moment
    _record(actor, Action.SENT_EMAIL, entry, link_builder, now)
    return get(email_id)


def retry_all_now(actor: Actor, now: datetime) -> int:
    """Make every queued email due now; return their number."""
    count = emails_overview.make_due(now)
    if count:
        audit.record(actor, Action.SENT_EMAILS, now, what=f"{count:,}")
    return count


async def send_test(
    db: Database, settings: Settings, link_builder: LinkBuilder, actor: Actor, email: str, now: datetime
) -> tuple[str, EmailTest]:
    """Send a test email immediately; return the address and the transcript.

    Raises:
        Invalid, TooMany
    """
    address = accounts.parse_email(email)
    await db.run(_record_test, settings, actor, address, now)
    test = Email(
        id="test",
        user_id="",
        kind=EmailKind.TEST,
        recipient=address,
        message_id=new_message_id(link_builder.base_url),
        state=EmailState.SENDING,
        created_at=now,
        attempts=1,
    )
    message = compose(
        test, sender=get_sender(settings, link_builder.base_url), base_url=link_builder.base_url, token=None
    )
    return address, await send_test_email(settings, message)


def _record_test(settings: Settings, actor: Actor, address: str, now: datetime) -> None:
    rate_limits.spend(settings, "test-email", actor.name, now)
    audit.record(actor, Action.SENT_TEST_EMAIL, now, what=address)


def _record_opening(
    link_builder: LinkBuilder, actor: Actor, email_id: str, now: datetime
) -> tuple[OutboxEntry, str | None]:
    entry = get(email_id)
    if entry.email.state == EmailState.COLLECTING:
        raise NotFound("This email is not written yet: it waits for the results of other files.")
    _record(actor, Action.LOOKED_AT_EMAIL, entry, link_builder, now)
    link = entry.email.link
    return entry, one_time_links.find_token(link, link_builder.key, now) if link else None


def _record(
    actor: Actor, action: Action, entry: OutboxEntry, link_builder: LinkBuilder, now: datetime
) -> None:
    subject = get_subject(entry.email, link_builder.base_url)
    audit.record(actor, action, now, user=entry.user, what=subject)
