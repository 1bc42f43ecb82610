"""The outbox in an administrator's hands."""

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
from lintbox.services import accounts, cursors, links, rate_limits
from lintbox.services.admin import audit
from lintbox.services.admin.audit import Actor
from lintbox.services.emails import LinkBuilder
from lintbox.settings import Settings
from lintbox.storage import emails_overview
from lintbox.storage.database import Database
from lintbox.storage.emails_overview import Page, Posted, Query

# what the token of a link is shown as where the email went by mail: it is for its reader alone
_HIDDEN = "not-shown"


class LastDay(NamedTuple):
    sent: int
    failed: int


class Opened(NamedTuple):
    """An email as it was written; ``source`` is the whole of it, headers and all."""

    posted: Posted
    sender: str
    text: str
    source: str


def list_page(
    states: Collection[EmailState], text: str, user_id: str | None, cursor: str | None, limit: int
) -> tuple[Page, str | None]:
    """Return a page, newest first, and the cursor of the next one.

    Raises:
        Invalid: a cursor that is none of ours.
    """
    after = cursors.read(cursor, int, int)
    kinds = [kind for kind, subject in SUBJECTS.items() if text.casefold() in subject.casefold()]
    page = emails_overview.list_page(Query(states, text, kinds, user_id, after and after[1], limit + 1))
    shown = page.emails[:limit]
    more = len(page.emails) > limit
    return page._replace(emails=shown), cursors.write((shown[-1].number,) * 2) if more else None


def measure_last_day(now: datetime) -> LastDay:
    return LastDay(*emails_overview.count_since(now - timedelta(days=1)))


def get(email_id: str) -> Posted:
    """Raises: NotFound."""
    posted = emails_overview.find(email_id)
    if posted is None:
        raise NotFound("There is no such email. Its account may have been deleted.")
    return posted


async def look_at(
    db: Database,
    settings: Settings,
    link_builder: LinkBuilder,
    mode: MailMode,
    actor: Actor,
    email_id: str,
    now: datetime,
) -> Opened:
    """Return what is in an email, and note that it was looked at.

    The one-time link in it is shown only where the local mailbox is all that its reader has.

    Raises:
        NotFound
    """
    posted, token = await db.run(_look_at, link_builder, actor, email_id, now)
    shown = token if token and mode == MailMode.LOCAL else _HIDDEN
    sender = get_sender(settings, link_builder.base_url)
    message = await asyncio.to_thread(
        compose, posted.email, sender=sender, base_url=link_builder.base_url, token=shown
    )
    body = message.get_body(("plain",))
    return Opened(posted, sender, str(body.get_content()) if body else "", to_bytes(message).decode())


def send_again(link_builder: LinkBuilder, actor: Actor, email_id: str, now: datetime) -> Posted:
    """Send an email once more, or now where it waits for another try.

    Raises:
        NotFound
        LinkEnded: its link was used, replaced or has expired.
    """
    posted = get(email_id)
    email = posted.email
    if email.link and not links.read_token(email.link, link_builder.key, now):
        raise LinkEnded("The link in this email does not work any more. Send a new one from the user's page.")
    if email.state in {EmailState.SENT, EmailState.FAILED}:
        # not a second attempt at the same email: who has the first one shall get this one too
        emails_overview.queue_again(email_id, new_message_id(link_builder.base_url), now)
    else:
        emails_overview.hurry(now, email_id)
    _note(actor, Action.SENT_EMAIL, posted, link_builder, now)
    return get(email_id)


def hurry(actor: Actor, now: datetime) -> int:
    """Try all that wait now; return how many they are."""
    count = emails_overview.hurry(now)
    audit.note(actor, Action.SENT_EMAILS, now, what=f"{count:,}")
    return count


async def send_test(
    db: Database, settings: Settings, link_builder: LinkBuilder, actor: Actor, email: str, now: datetime
) -> tuple[str, EmailTest]:
    """Send a test email past the queue; return the address, and each step of the way.

    Raises:
        Invalid, TooMany
    """
    address = accounts.read_email(email)
    await db.run(_begin_test, settings, actor, address, now)
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


def _begin_test(settings: Settings, actor: Actor, address: str, now: datetime) -> None:
    rate_limits.spend(settings, "test-email", actor.name, now)
    audit.note(actor, Action.SENT_TEST_EMAIL, now, what=address)


def _look_at(
    link_builder: LinkBuilder, actor: Actor, email_id: str, now: datetime
) -> tuple[Posted, str | None]:
    posted = get(email_id)
    _note(actor, Action.LOOKED_AT_EMAIL, posted, link_builder, now)
    link = posted.email.link
    return posted, links.read_token(link, link_builder.key, now) if link else None


def _note(actor: Actor, action: Action, posted: Posted, link_builder: LinkBuilder, now: datetime) -> None:
    subject = get_subject(posted.email, link_builder.base_url)
    audit.note(actor, action, now, user=posted.user, what=subject)
