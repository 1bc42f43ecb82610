"""The SMTP envelope of a message, and its bytes."""

from __future__ import annotations

from email.charset import Charset
from email.headerregistry import BaseHeader, HeaderRegistry, UniqueAddressHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import cache
from itertools import chain, repeat
from typing import NamedTuple

_LINE = 76  # RFC 2045 6.7, for quoted-printable; RFC 2047 2, for a line with an encoded word
_UTF8 = Charset("utf-8")


class _Headers(HeaderRegistry):
    """Caches header classes: the standard library creates a new class per header of each email."""

    __getitem__ = cache(HeaderRegistry.__getitem__)


class _UnfoldedHeader(BaseHeader):
    """A header of one long word, which the standard library would encode: then it is no address any more."""

    max_count = 1
    parse = UnstructuredHeader.parse

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _TextHeader(BaseHeader):
    """A header of any text: the standard library sometimes lets two encoded words touch (RFC 2047 5)."""

    max_count = 1
    parse = UnstructuredHeader.parse

    def fold(self, *, policy: Policy) -> str:
        # ASCII is not folded: that may move all of it to a second line, and some mail programs keep its blank
        text = self if self.isascii() else _encode_words(self.name, self, policy)
        return f"{self.name}: {text}{policy.linesep}"


class _AddressHeader(UniqueAddressHeader, BaseHeader):  # type: ignore[misc]  # typeshed: one is no header
    """The header of one address, whose name may be any text, with the same reason."""

    def fold(self, *, policy: Policy) -> str:
        (address,) = self.addresses
        if address.display_name.isascii():
            return super().fold(policy=policy)
        name = _encode_words(self.name, address.display_name, policy)
        return f"{self.name}: {name}{policy.linesep} <{address.addr_spec}>{policy.linesep}"


def _encode_words(header: str, text: str, policy: Policy) -> str:
    """Return all of a text as encoded words, one in each line; the first line has the header's name, too."""
    widths = chain([_LINE - len(f"{header}: ")], repeat(_LINE - len(" ")))
    return f"{policy.linesep} ".join(filter(None, _UTF8.header_encode_lines(text, widths)))


def _make_registry() -> HeaderRegistry:
    registry = _Headers()
    registry.map_to_type("subject", _TextHeader)
    registry.map_to_type("from", _AddressHeader)
    registry.map_to_type("to", _AddressHeader)
    for name in ("references", "in-reply-to", "list-unsubscribe"):
        registry.map_to_type(name, _UnfoldedHeader)
    return registry


# 7bit: works with servers without 8BITMIME
POLICY = SMTP.clone(cte_type="7bit", max_line_length=_LINE, header_factory=_make_registry())
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
