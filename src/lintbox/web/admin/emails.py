"""The outbox: what waits, what was sent, and what mail servers said."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import EmailState, ProblemCode
from lintbox.services.admin import emails
from lintbox.web.admin.schemas.emails import (
    EmailCountsOut,
    EmailOut,
    EmailsOut,
    EmailsQuery,
    HurriedOut,
    LastDayOut,
    OpenedOut,
    TrialOut,
    present_email,
    present_mail_server,
)
from lintbox.web.context import context_of, find_admin
from lintbox.web.routes import READS_JSON, Route, give, read_body, read_query
from lintbox.web.schemas.accounts import Address

# being sent is a moment, and nobody waits for it
_SHOWN_AS = {
    "queued": (EmailState.QUEUED, EmailState.SENDING),
    "sent": (EmailState.SENT,),
    "failed": (EmailState.FAILED,),
}


async def list_emails(request: Request) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    query = read_query(request, EmailsQuery)
    states = _SHOWN_AS[query.state] if query.state else ()
    page, cursor = await context.db.read(
        emails.list_page, states, query.q.strip(), query.user, query.cursor, query.limit
    )
    last_day = await context.db.read(emails.measure_last_day, context.clock())
    base_url = context.link_builder.base_url
    counts = {name: sum(page.counts.get(state, 0) for state in meant) for name, meant in _SHOWN_AS.items()}
    everything = sum(counts.values())
    return give(
        EmailsOut(
            emails=[present_email(posted, base_url) for posted in page.emails],
            next=cursor,
            total=counts[query.state] if query.state else everything,
            counts=EmailCountsOut(all=everything, **counts),
            mail=present_mail_server(context.settings, base_url, context.mail),
            last_day=LastDayOut.model_validate(last_day),
        )
    )


async def show_email(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    await find_admin(request)
    posted = await context.db.read(emails.get, email_id)
    return give(present_email(posted, context.link_builder.base_url))


async def look_at_email(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    opened = await emails.look_at(
        context.db, context.settings, context.link_builder, context.mail, actor, email_id, context.clock()
    )
    email = present_email(opened.posted, context.link_builder.base_url)
    return give(OpenedOut(email=email, sender=opened.sender, text=opened.text, source=opened.source))


async def send_email_again(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    posted = await context.db.run(emails.send_again, context.link_builder, actor, email_id, context.clock())
    context.emails_queued.set()
    return give(present_email(posted, context.link_builder.base_url))


async def hurry_emails(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    count = await context.db.run(emails.hurry, actor, context.clock())
    context.emails_queued.set()
    return give(HurriedOut(emails=count))


async def send_test_email(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await find_admin(request)
    body = await read_body(request, Address)
    email, trial = await emails.send_test(
        context.db, context.settings, context.link_builder, actor, body.email, context.clock()
    )
    return give(TrialOut(**trial._asdict(), email=email))


_EMAIL = "/admin/emails/<email_id:str>"
_CHANGES = (ProblemCode.NOT_FOUND, ProblemCode.CROSS_ORIGIN)

ROUTES = (
    Route("GET", "/admin/emails", list_emails, "List emails", {200: EmailsOut}, query=EmailsQuery),
    Route("GET", _EMAIL, show_email, "An email, without its text", {200: EmailOut}, (ProblemCode.NOT_FOUND,)),
    Route(
        "POST",
        f"{_EMAIL}/text",
        look_at_email,
        "What is in an email; that it was looked at is in the audit",
        {200: OpenedOut},
        _CHANGES,
    ),
    Route(
        "POST",
        f"{_EMAIL}/send",
        send_email_again,
        "Send it again, or now where it waits",
        {200: EmailOut},
        (*_CHANGES, ProblemCode.LINK_ENDED),
    ),
    Route(
        "POST",
        "/admin/emails/send",
        hurry_emails,
        "Try all that wait now",
        {200: HurriedOut},
        (ProblemCode.CROSS_ORIGIN,),
    ),
    Route(
        "POST",
        "/admin/emails/test",
        send_test_email,
        "Send a test email at once, and tell each step",
        {200: TrialOut},
        (*READS_JSON, ProblemCode.TOO_MANY),
        body=Address,
    ),
)
