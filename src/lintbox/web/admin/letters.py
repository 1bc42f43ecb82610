"""The outbox: what waits, what was sent, and what mail servers said."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import LetterState, ProblemCode
from lintbox.services import outbox
from lintbox.web.admin.schemas.letters import (
    HurriedOut,
    LastDayOut,
    LetterCountsOut,
    LetterOut,
    LettersOut,
    LettersQuery,
    OpenedOut,
    TrialOut,
    present_letter,
    present_mail_server,
)
from lintbox.web.context import context_of, find_admin
from lintbox.web.routes import READS_JSON, Route, give, read_body, read_query
from lintbox.web.schemas.accounts import Address

# being sent is a moment, and nobody waits for it
_SHOWN_AS = {
    "queued": (LetterState.QUEUED, LetterState.SENDING),
    "sent": (LetterState.SENT,),
    "failed": (LetterState.FAILED,),
}


async def list_letters(request: Request) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    query = read_query(request, LettersQuery)
    states = _SHOWN_AS[query.state] if query.state else ()
    page, cursor = await context.db.read(
        outbox.list_page, states, query.q.strip(), query.user, query.cursor, query.limit
    )
    last_day = await context.db.read(outbox.measure_last_day, context.clock())
    base_url = context.room.base_url
    counts = {name: sum(page.counts.get(state, 0) for state in meant) for name, meant in _SHOWN_AS.items()}
    everything = sum(counts.values())
    return give(
        LettersOut(
            letters=[present_letter(posted, base_url) for posted in page.letters],
            next=cursor,
            total=counts[query.state] if query.state else everything,
            counts=LetterCountsOut(all=everything, **counts),
            mail=present_mail_server(context.settings, base_url, context.mail),
            last_day=LastDayOut.model_validate(last_day),
        )
    )


async def show_letter(request: Request, letter_id: str) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    posted = await context.db.read(outbox.get, letter_id)
    return give(present_letter(posted, context.room.base_url))


async def look_at_letter(request: Request, letter_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    opened = await outbox.look_at(
        context.db, context.settings, context.room, context.mail, actor, letter_id, context.clock()
    )
    letter = present_letter(opened.posted, context.room.base_url)
    return give(OpenedOut(letter=letter, sender=opened.sender, text=opened.text, source=opened.source))


async def send_letter_again(request: Request, letter_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    posted = await context.db.run(outbox.send_again, context.room, actor, letter_id, context.clock())
    context.letters_wait.ring()
    return give(present_letter(posted, context.room.base_url))


async def hurry_letters(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    count = await context.db.run(outbox.hurry, actor, context.clock())
    context.letters_wait.ring()
    return give(HurriedOut(letters=count))


async def send_test_letter(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    body = await read_body(request, Address)
    email, trial = await outbox.send_test(
        context.db, context.settings, context.room, actor, body.email, context.clock()
    )
    return give(TrialOut(**trial._asdict(), email=email))


_LETTER = "/admin/letters/<letter_id:str>"
_CHANGES = (ProblemCode.NOT_FOUND, ProblemCode.CROSS_ORIGIN)

ROUTES = (
    Route("GET", "/admin/letters", list_letters, "List letters", {200: LettersOut}, query=LettersQuery),
    Route(
        "GET", _LETTER, show_letter, "A letter, without its text", {200: LetterOut}, (ProblemCode.NOT_FOUND,)
    ),
    Route(
        "POST",
        f"{_LETTER}/text",
        look_at_letter,
        "What is in a letter; that it was looked at is in the audit",
        {200: OpenedOut},
        _CHANGES,
    ),
    Route(
        "POST",
        f"{_LETTER}/send",
        send_letter_again,
        "Send it again, or now where it waits",
        {200: LetterOut},
        (*_CHANGES, ProblemCode.LINK_ENDED),
    ),
    Route(
        "POST",
        "/admin/letters/send",
        hurry_letters,
        "Try all that wait now",
        {200: HurriedOut},
        (ProblemCode.CROSS_ORIGIN,),
    ),
    Route(
        "POST",
        "/admin/letters/test",
        send_test_letter,
        "Send a test letter at once, and tell each step",
        {200: TrialOut},
        (*READS_JSON, ProblemCode.TOO_MANY),
        body=Address,
    ),
)
