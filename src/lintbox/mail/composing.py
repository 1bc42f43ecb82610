"""Composes the message of an outbox row; the same row gives the same bytes."""

from __future__ import annotations

import hashlib
from binascii import b2a_qp
from email.contentmanager import ContentManager, raw_data_manager
from email.message import EmailMessage

from lintbox.domain import BatchResult, Email, EmailKind, Result
from lintbox.mail.addresses import make_thread_id, to_header
from lintbox.mail.batch_text import BatchText
from lintbox.mail.envelope import LONGEST_LINE, POLICY
from lintbox.mail.rendering import Links, render
from lintbox.mail.result_text import ResultText

SUBJECTS = {
    EmailKind.VERIFICATION: "Confirm your address",
    EmailKind.ACCOUNT_EXISTS: "You already have an account",
    EmailKind.RESET: "Set a new password",
    EmailKind.TEST: "A test email",
}


def get_subject(email: Email, base_url: str) -> str:
    if isinstance(email.result, BatchResult):
        return BatchText(email.result, Links(base_url)).subject
    if email.result:
        return ResultText(email.result, Links(base_url)).subject
    return SUBJECTS.get(email.kind, "Results of several files")


def compose(email: Email, *, sender: str, base_url: str, token: str | None) -> EmailMessage:
    """Return the email as text and HTML; ``token`` is the one of its link.

    Raises:
        ValueError: the row lacks the token or result that its kind needs.
    """
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
        case Email(result=Result() as result) if token:
            text = ResultText(result, links)
            off = links.unsubscribe(token)
            message = _assemble(email, sender, text.subject, links, result=text, unsubscribe_url=off)
            thread = make_thread_id(base_url, result.file_id)
            message["In-Reply-To"] = message["References"] = thread
            return _add_unsubscribe(message, off)
        case Email(result=BatchResult() as batch) if token:
            several = BatchText(batch, links)
            off = links.unsubscribe(token)
            values = {"batch": several, "unsubscribe_url": off}
            return _add_unsubscribe(_assemble(email, sender, several.subject, links, "batch", **values), off)
    raise ValueError(f"The email of kind {email.kind} has no token or no result.")


def _add_unsubscribe(message: EmailMessage, url: str) -> EmailMessage:
    # RFC 8058; without https, mail programs ignore the second header
    message["List-Unsubscribe"] = f"<{url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _assemble(
    email: Email, sender: str, subject: str, links: Links, template: str = "", **values: object
) -> EmailMessage:
    """``template`` is the name of both templates; by default that of the kind."""
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = to_header(email.recipient)
    message["Subject"] = subject
    # the row's time, not the attempt's: a retry sends the same bytes
    message["Date"] = email.created_at
    message["Message-ID"] = email.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: suppresses automatic replies
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    text = render(template or email.kind, "txt", subject=subject, links=links, **values)
    html = render(template or email.kind, "html", subject=subject, links=links, **values)
    message.set_content(text, content_manager=_bodies)
    message.add_alternative(html, subtype="html", content_manager=_bodies)
    message.set_boundary(hashlib.sha256(email.message_id.encode()).hexdigest()[:32])
    return message


def _set_text(part: EmailMessage, text: str, subtype: str = "plain") -> None:
    """Encode ASCII as 7bit, which stays readable in the source, and other text as the shorter encoding."""
    if text.isascii() and all(len(line) <= LONGEST_LINE for line in text.splitlines()):
        raw_data_manager.set_content(part, text, subtype=subtype, cte="7bit")
        return
    data = text.encode()
    # in C: the library's own takes more than half of the time of a long email
    quoted = b2a_qp(data, istext=True).decode("ascii")
    if len(quoted) * 3 > len(data) * 4:
        raw_data_manager.set_content(part, text, subtype=subtype, cte="base64")
    else:
        raw_data_manager.set_content(part, "", subtype=subtype, cte="quoted-printable")
        part.set_payload(quoted)


_bodies = ContentManager()
_bodies.add_set_handler(str, _set_text)
