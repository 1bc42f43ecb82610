"""A message as it goes out: from whom, to whom, and its bytes."""

from __future__ import annotations

from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import NamedTuple


class _Headers(HeaderRegistry):
    """As the library's, which makes a new class for each header of each email."""

    __getitem__ = cache(HeaderRegistry.__getitem__)


# 7bit: no server has to know more than RFC 5321 (8BITMIME).  76: RFC 2045 6.7 for quoted-printable.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=_Headers())
LONGEST_LINE = 998  # RFC 5322 2.1.1


class Envelope(NamedTuple):
    sender: str
    recipient: str

    @property
    def beyond_ascii(self) -> bool:
        """Whether only a server with SMTPUTF8 can take it (RFC 6531)."""
        return not f"{self.sender}{self.recipient}".isascii()


def envelope_of(message: EmailMessage) -> Envelope:
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    return Envelope(sender, recipient)


def to_bytes(message: EmailMessage) -> bytes:
    if envelope_of(message).beyond_ascii:
        policy = POLICY.clone(utf8=True)
    elif all(value.isascii() for value in message.values()):
        # folding may put a whole subject on a second line, and some readers keep the blank before it
        policy = POLICY.clone(max_line_length=LONGEST_LINE)
    else:
        policy = POLICY
    return message.as_bytes(policy=policy)
