"""Letters as their readers get them."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.running import Running


def read_letters(running: Running, recipient: str) -> list[EmailMessage]:
    """Return the letters to one person in the local mailbox, oldest first."""
    found = [path.read_bytes() for path in running.read_letters()]
    letters = [parse(data) for data in found if recipient.encode() in data]
    return [letter for letter in letters if letter["To"] == recipient]


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
