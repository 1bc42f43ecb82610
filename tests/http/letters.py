"""Letters as their readers get them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.http.waiting import until
from tests.people import Person
from tests.running import Running


def read_letters(running: Running, recipient: str) -> list[EmailMessage]:
    """Return the letters to one person in the local mailbox, oldest first."""
    return read_mailbox(running.data_dir, recipient)


def read_mailbox(data_dir: Path, recipient: str) -> list[EmailMessage]:
    """Return the same for a server that is only known by its data directory."""
    found = [path.read_bytes() for path in sorted((data_dir / "mail").glob("*.eml"))]
    letters = [parse(data) for data in found if recipient.encode() in data]
    return [letter for letter in letters if letter["To"] == recipient]


def arrive_by_letter(person: Person, data_dir: Path) -> Person:
    """Register, and confirm by the letter, where the answer does not show the link."""
    assert person.register().json().keys() == {"email", "mail"}
    token = token_of(until(lambda: read_mailbox(data_dir, person.email))[0])
    assert person.verify(token).status_code == 200
    return person


def parse(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None, f"no {kind} part"
    return str(body.get_content())


def token_of(letter: EmailMessage) -> str:
    found = re.search(r"token=([\w-]+)", text_of(letter))
    assert found, "no link"
    return found[1]
