"""Reads and parses the emails of the local mailbox."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.http.waiting import until
from tests.people import Person


def read_emails(data_dir: Path, recipient: str) -> list[EmailMessage]:
    """Return the emails to one recipient in the local mailbox, oldest first."""
    found = [path.read_bytes() for path in sorted((data_dir / "mail").glob("*.eml"))]
    emails = [parse(data) for data in found if recipient.encode() in data]
    return [email for email in emails if email["To"] == recipient]


def sign_up_by_email(person: Person, data_dir: Path) -> Person:
    """Register and verify with the link of the email, if the response does not contain it."""
    assert person.register().json().keys() == {"email", "mail"}
    token = token_of(until(lambda: read_emails(data_dir, person.email))[0])
    assert person.verify(token).status_code == 200
    return person


def parse(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def text_of(email: EmailMessage, kind: str = "plain") -> str:
    body = email.get_body((kind,))
    assert body is not None, f"no {kind} part"
    return str(body.get_content())


def token_of(email: EmailMessage) -> str:
    found = re.search(r"token=([\w-]+)", text_of(email))
    assert found, "no link"
    return found[1]
