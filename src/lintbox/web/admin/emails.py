"""The outbox: queued, sent and failed emails, with the mail servers' replies."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from lintbox.domain import UNSENT_YET, EmailState, ProblemCode
from lintbox.services.admin import emails
from lintbox.web.admin.schemas.emails import (
    EmailContentOut,
    EmailCountsOut,
    EmailOut,
    EmailsOut,
    EmailsQuery,
    LastDayOut,
    QueuedEmailsOut,
    TestEmailOut,
    present_email,
    present_mail_server,
)
from lintbox.web.context import context_of, get_admin
from lintbox.web.routes import Route, json_response, read_body, read_query
from lintbox.web.schemas.accounts import EmailAddress

# the API shows as queued whatever has not been sent yet
_STATES = {
    "queued": UNSENT_YET,
    "sent": (EmailState.SENT,),
    "failed": (EmailState.FAILED,),
}


async def list_emails(request: Request) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    query = read_query(request, EmailsQuery)
    states = _STATES[query.state] if query.state else ()
    page, cursor = await context.db.read(
        emails.list_page, states, query.q.strip(), query.user, query.cursor, query.limit
    )
    last_day = await context.db.read(emails.measure_last_day, context.clock())
    base_url = context.link_builder.base_url
    counts = {name: sum(page.counts.get(state, 0) for state in states) for name, states in _STATES.items()}
    total = sum(counts.values())
    return json_response(
        EmailsOut(
            emails=[present_email(entry, base_url) for entry in page.emails],
            next=cursor,
            total=counts[query.state] if query.state else total,
            counts=EmailCountsOut(all=total, **counts),
            mail=present_mail_server(context.settings, base_url, context.mail),
            last_day=LastDayOut.model_validate(last_day),
        )
    )


async def show_email(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    await get_admin(request)
    entry = await context.db.read(emails.get, email_id)
    return json_response(present_email(entry, context.link_builder.base_url))


async def read_email_content(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    opened = await emails.open_audited(
        context.db, context.settings, context.link_builder, context.mail, actor, email_id, context.clock()
    )
    email = present_email(opened.entry, context.link_builder.base_url)
    return json_response(
        EmailContentOut(email=email, sender=opened.sender, text=opened.text, source=opened.source)
    )


async def resend_email(request: Request, email_id: str) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    entry = await context.db.run_to_end(
        emails.send_again, context.link_builder, actor, email_id, context.clock()
    )
    context.emails_queued.set()
    return json_response(present_email(entry, context.link_builder.base_url))


async def retry_queued_emails(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    count = await context.db.run_to_end(emails.retry_all_now, actor, context.clock())
    context.emails_queued.set()
    return json_response(QueuedEmailsOut(emails=count))


async def send_test_email(request: Request) -> HTTPResponse:
    context = context_of(request)
    actor = await get_admin(request)
    body = await read_body(request, EmailAddress)
    email, result = await emails.send_test(
        context.db, context.settings, context.link_builder, actor, body.email, context.clock()
    )
    return json_response(TestEmailOut(**result._asdict(), email=email))


_EMAIL = "/admin/emails/<email_id:str>"

ROUTES = (
    Route("GET", "/admin/emails", list_emails, "List emails", {200: EmailsOut}, query=EmailsQuery),
    Route("GET", _EMAIL, show_email, "Show an email without its text", {200: EmailOut}),
    Route(
        "POST",
        f"{_EMAIL}/text",
        read_email_content,
        "Show the content of an email; reading it is audited",
        {200: EmailContentOut},
    ),
    Route(
        "POST",
        f"{_EMAIL}/send",
        resend_email,
        "Send an email again, or at once if it is queued",
        {200: EmailOut},
        (ProblemCode.LINK_ENDED,),
    ),
    Route(
        "POST",
        "/admin/emails/send",
        retry_queued_emails,
        "Send all queued emails at once",
        {200: QueuedEmailsOut},
    ),
    Route(
        "POST",
        "/admin/emails/test",
        send_test_email,
        "Send a test email and report each step of the SMTP session",
        {200: TestEmailOut},
        body=EmailAddress,
    ),
)
