"""The outbox in an administrator's hands."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import (
    Action,
    Letter,
    LetterKind,
    LetterState,
    LinkEnded,
    MailMode,
    NotFound,
    Trial,
)
from lintbox.mail import SUBJECTS, compose, new_message_id, sender_of, subject_of, to_bytes, try_out
from lintbox.services import accounts, audit, cursors, limits, links
from lintbox.services.audit import Actor
from lintbox.services.letters import Mailroom
from lintbox.settings import Settings
from lintbox.storage import outbox
from lintbox.storage.database import Database
from lintbox.storage.outbox import Page, Posted, Query

# what the token of a link is shown as where the letter went by mail: it is for its reader alone
_HIDDEN = "not-shown"


class LastDay(NamedTuple):
    sent: int
    failed: int


class Opened(NamedTuple):
    """A letter as it was written; ``source`` is the whole of it, headers and all."""

    posted: Posted
    sender: str
    text: str
    source: str


def list_page(
    states: Collection[LetterState], text: str, user_id: str | None, cursor: str | None, limit: int
) -> tuple[Page, str | None]:
    """Return a page, newest first, and the cursor of the next one.

    Raises:
        Invalid: a cursor that is none of ours.
    """
    after = cursors.read(cursor, int, int)
    kinds = [kind for kind, subject in SUBJECTS.items() if text.casefold() in subject.casefold()]
    page = outbox.list_page(Query(states, text, kinds, user_id, after and after[1], limit + 1))
    shown = page.letters[:limit]
    more = len(page.letters) > limit
    return page._replace(letters=shown), cursors.write((shown[-1].number,) * 2) if more else None


def measure_last_day(now: datetime) -> LastDay:
    return LastDay(*outbox.count_since(now - timedelta(days=1)))


def get(letter_id: str) -> Posted:
    """Raises: NotFound."""
    posted = outbox.find(letter_id)
    if posted is None:
        raise NotFound("There is no such letter. Its account may have been deleted.")
    return posted


async def look_at(
    db: Database,
    settings: Settings,
    room: Mailroom,
    mode: MailMode,
    actor: Actor,
    letter_id: str,
    now: datetime,
) -> Opened:
    """Return what is in a letter, and note that it was looked at.

    The one-time link in it is shown only where the local mailbox is all that its reader has.

    Raises:
        NotFound
    """
    posted, token = await db.run(_look_at, room, actor, letter_id, now)
    shown = token if token and mode == MailMode.LOCAL else _HIDDEN
    sender = sender_of(settings, room.base_url)
    message = await asyncio.to_thread(
        compose, posted.letter, sender=sender, base_url=room.base_url, token=shown
    )
    body = message.get_body(("plain",))
    return Opened(posted, sender, str(body.get_content()) if body else "", to_bytes(message).decode())


def send_again(room: Mailroom, actor: Actor, letter_id: str, now: datetime) -> Posted:
    """Send a letter once more, or now where it waits for another try.

    Raises:
        NotFound
        LinkEnded: its link was used, replaced or has expired.
    """
    posted = get(letter_id)
    letter = posted.letter
    if letter.link and not links.read_token(letter.link, room.key, now):
        raise LinkEnded(
            "The link in this letter does not work any more. Send a new one from the user's page."
        )
    if letter.state in {LetterState.SENT, LetterState.FAILED}:
        # not a second attempt at the same letter: who has the first one shall get this one too
        outbox.queue_again(letter_id, new_message_id(room.base_url), now)
    else:
        outbox.hurry(now, letter_id)
    _note(actor, Action.SENT_LETTER, posted, room, now)
    return get(letter_id)


def hurry(actor: Actor, now: datetime) -> int:
    """Try all that wait now; return how many they are."""
    count = outbox.hurry(now)
    audit.note(actor, Action.SENT_LETTERS, now, what=f"{count:,}")
    return count


async def send_test(
    db: Database, settings: Settings, room: Mailroom, actor: Actor, email: str, now: datetime
) -> tuple[str, Trial]:
    """Send a test letter past the queue; return the address, and each step of the way.

    Raises:
        Invalid, TooMany
    """
    address = accounts.read_email(email)
    await db.run(_begin_test, settings, actor, address, now)
    letter = Letter(
        id="test",
        user_id="",
        kind=LetterKind.TEST,
        recipient=address,
        message_id=new_message_id(room.base_url),
        state=LetterState.SENDING,
        created_at=now,
        attempts=1,
    )
    message = compose(letter, sender=sender_of(settings, room.base_url), base_url=room.base_url, token=None)
    return address, await try_out(settings, message)


def _begin_test(settings: Settings, actor: Actor, address: str, now: datetime) -> None:
    limits.spend(settings, "test-letter", actor.name, now)
    audit.note(actor, Action.SENT_TEST_LETTER, now, what=address)


def _look_at(room: Mailroom, actor: Actor, letter_id: str, now: datetime) -> tuple[Posted, str | None]:
    posted = get(letter_id)
    _note(actor, Action.LOOKED_AT_LETTER, posted, room, now)
    link = posted.letter.link
    return posted, links.read_token(link, room.key, now) if link else None


def _note(actor: Actor, action: Action, posted: Posted, room: Mailroom, now: datetime) -> None:
    subject = subject_of(posted.letter, room.base_url)
    audit.note(actor, action, now, user=posted.user, what=subject)
