"""The SMTP envelope of a message, and its bytes."""

from __future__ import annotations

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import cache
from typing import NamedTuple


class _Headers(HeaderRegistry):
    """Caches header classes: the standard library creates a new class per header of each email."""

    __getitem__ = cache(HeaderRegistry.__getitem__)


class _UnfoldedHeader(BaseHeader):
    """A header of one long word, which the standard library would encode: then it is no address any more."""

    max_count = 1
    parse = UnstructuredHeader.parse

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def _make_registry() -> HeaderRegistry:
    registry = _Headers()
    for name in ("references", "in-reply-to", "list-unsubscribe"):
        registry.map_to_type(name, _UnfoldedHeader)
    return registry


# 7bit: works with servers without 8BITMIME. 76: RFC 2045 6.7, for quoted-printable.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=_make_registry())
LONGEST_LINE = 998  # RFC 5322 2.1.1


class Envelope(NamedTuple):
    sender: str
    recipient: str

    @property
    def beyond_ascii(self) -> bool:
        """Whether the server must support SMTPUTF8 (RFC 6531)."""
        return not f"{self.sender}{self.recipient}".isascii()


def get_envelope(message: EmailMessage) -> Envelope:
    sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
    return Envelope(sender, recipient)


def to_bytes(message: EmailMessage) -> bytes:
    if get_envelope(message).beyond_ascii:
        policy = POLICY.clone(utf8=True)
    elif all(value.isascii() for value in message.values()):
        # unfolded: folding may move a whole subject to a second line, and some mail programs keep its blank
        policy = POLICY.clone(max_line_length=LONGEST_LINE)
    else:
        policy = POLICY
    return message.as_bytes(policy=policy)
