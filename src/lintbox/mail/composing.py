"""From a row of the outbox to the message that is sent: the same row makes the same bytes."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage

from lintbox.domain import Letter, LetterKind, Result
from lintbox.mail.addresses import to_header
from lintbox.mail.envelope import LONGEST_LINE, POLICY
from lintbox.mail.pages import Links, render
from lintbox.mail.wording import ResultWords

SUBJECTS = {
    LetterKind.VERIFICATION: "Confirm your address",
    LetterKind.ACCOUNT_EXISTS: "You already have an account",
    LetterKind.RESET: "Set a new password",
    LetterKind.TEST: "A test letter",
}


def subject_of(letter: Letter, base_url: str) -> str:
    if letter.result:
        return ResultWords(letter.result, Links(base_url)).subject
    return SUBJECTS[letter.kind]


def compose(letter: Letter, *, sender: str, base_url: str, token: str | None) -> EmailMessage:
    """Write the letter, as text and as HTML; ``token`` is that of the one-time link."""
    links = Links(base_url)
    match letter:
        case Letter(kind=LetterKind.VERIFICATION) if token:
            verify = links.verify(token)
            return _assemble(letter, sender, SUBJECTS[letter.kind], links, verify_url=verify)
        case Letter(kind=LetterKind.RESET) if token:
            reset = links.reset(token)
            return _assemble(letter, sender, SUBJECTS[letter.kind], links, reset_url=reset)
        case Letter(kind=LetterKind.ACCOUNT_EXISTS | LetterKind.TEST):
            return _assemble(letter, sender, SUBJECTS[letter.kind], links)
        case Letter(kind=LetterKind.RESULT, result=Result() as result):
            words = ResultWords(result, links)
            return _assemble(letter, sender, words.subject, links, result=words)
    raise ValueError(f"A letter of the kind {letter.kind} lacks what it is about.")


def _assemble(
    letter: Letter, sender: str, subject: str, links: Links, **facts: str | ResultWords
) -> EmailMessage:
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = to_header(letter.recipient)
    message["Subject"] = subject
    # of the row, not of the attempt: a second attempt is the same letter
    message["Date"] = letter.created_at
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no holiday notice answers this
    message["X-Auto-Response-Suppress"] = "All"  # Exchange's word for the same
    text = render(letter.kind, "txt", subject=subject, links=links, **facts)
    html = render(letter.kind, "html", subject=subject, links=links, **facts)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    message.set_boundary(hashlib.sha256(letter.message_id.encode()).hexdigest()[:32])
    return message


def _encoding(text: str) -> str | None:
    """Leave plain text readable in the raw letter; for the rest the library takes what is shorter."""
    short = all(len(line) <= LONGEST_LINE for line in text.splitlines())
    return "7bit" if short and text.isascii() else None
