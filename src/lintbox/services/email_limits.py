"""How many emails strangers can make us send to one mailbox."""

from __future__ import annotations

from datetime import datetime

from lintbox.domain import EmailKind
from lintbox.services import rate_limits
from lintbox.services.rate_limits import Subject
from lintbox.settings import Settings

_DOTLESS = {"gmail.com", "googlemail.com"}


def allow(settings: Settings, kind: EmailKind, email: str, network: str, now: datetime) -> bool:
    """Count an email that this network asked for, and tell whether it may be sent.

    Each kind has a budget of its own, and so have a mailbox's plus-addresses: a stranger who uses
    up one takes nothing from the other. Where one is used up, the link in the last email still works.
    """
    name = f"{kind} {_name_mailbox(email)}"
    return rate_limits.try_spend(
        settings, [Subject("email", f"{name} {network}"), Subject("email-mailbox", name)], now
    )


def _name_mailbox(email: str) -> str:
    """Return one name for all spellings that reach one mailbox (RFC 5233 subaddresses, Gmail's dots)."""
    local, _, domain = email.casefold().rpartition("@")
    user, plus, _ = local.partition("+")
    if not user:
        user, plus = local, ""
    if domain in _DOTLESS:
        user, domain = user.replace(".", ""), "gmail.com"
    return f"{user}{plus}@{domain}"
