"""A message as it goes out: from whom, to whom, and its bytes."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

# 7bit: no server has to know more than RFC 5321 (8BITMIME).  76: RFC 2045 6.7 for quoted-printable.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
_UTF8_POLICY = POLICY.clone(utf8=True)


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
    return message.as_bytes(policy=_UTF8_POLICY if envelope_of(message).beyond_ascii else POLICY)
