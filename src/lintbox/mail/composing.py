"""From a row of the outbox to the message that is sent: the same row makes the same bytes."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage

from lintbox.domain import Email, EmailKind, Result
from lintbox.mail.addresses import to_header
from lintbox.mail.envelope import LONGEST_LINE, POLICY
from lintbox.mail.rendering import Links, render
from lintbox.mail.wording import ResultWords

SUBJECTS = {
    EmailKind.VERIFICATION: "Confirm your address",
    EmailKind.ACCOUNT_EXISTS: "You already have an account",
    EmailKind.RESET: "Set a new password",
    EmailKind.TEST: "A test email",
}


def subject_of(email: Email, base_url: str) -> str:
    if email.result:
        return ResultWords(email.result, Links(base_url)).subject
    return SUBJECTS[email.kind]


def compose(email: Email, *, sender: str, base_url: str, token: str | None) -> EmailMessage:
    """Write the email, as text and as HTML; ``token`` is that of the one-time link."""
    links = Links(base_url)
    match email:
        case Email(kind=EmailKind.VERIFICATION) if token:
            verify = links.verify(token)
            return _assemble(email, sender, SUBJECTS[email.kind], links, verify_url=verify)
        case Email(kind=EmailKind.RESET) if token:
            reset = links.reset(token)
            return _assemble(email, sender, SUBJECTS[email.kind], links, reset_url=reset)
        case Email(kind=EmailKind.ACCOUNT_EXISTS | EmailKind.TEST):
            return _assemble(email, sender, SUBJECTS[email.kind], links)
        case Email(kind=EmailKind.RESULT, result=Result() as result):
            words = ResultWords(result, links)
            return _assemble(email, sender, words.subject, links, result=words)
    raise ValueError(f"An email of the kind {email.kind} lacks what it is about.")


def _assemble(
    email: Email, sender: str, subject: str, links: Links, **facts: str | ResultWords
) -> EmailMessage:
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = to_header(email.recipient)
    message["Subject"] = subject
    # of the row, not of the attempt: a second attempt is the same email
    message["Date"] = email.created_at
    message["Message-ID"] = email.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday notice answers this
    message["X-Auto-Response-Suppress"] = "All"  # Exchange's word for the same
    text = render(email.kind, "txt", subject=subject, links=links, **facts)
    html = render(email.kind, "html", subject=subject, links=links, **facts)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    message.set_boundary(hashlib.sha256(email.message_id.encode()).hexdigest()[:32])
    return message


def _encoding(text: str) -> str | None:
    """Leave plain text readable in the raw email; for the rest the library takes what is shorter."""
    short = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if short and text.isascii() else None
