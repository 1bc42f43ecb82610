"""Limits the emails that strangers can cause to one mailbox."""

from __future__ import annotations

from datetime import datetime

from lintbox.domain import EmailKind, normalize_email_key
from lintbox.services import rate_limits
from lintbox.services.rate_limits import Subject
from lintbox.settings import Settings

_DOTLESS = {"gmail.com", "googlemail.com"}


def allow(settings: Settings, kind: EmailKind, email: str, network: str, now: datetime) -> bool:
    """Count an email that this network requested, and return whether it may be sent.

    Each kind has its own limit, and a mailbox shares one with its plus-addresses. At the limit, the link in
    the last email still works.
    """
    name = f"{kind} {_normalize_mailbox(email)}"
    return rate_limits.try_spend(
        settings, [Subject("email", f"{name} {network}"), Subject("email-mailbox", name)], now
    )


def _normalize_mailbox(email: str) -> str:
    """Return one form for all addresses of a mailbox (RFC 5233 subaddresses, Gmail's dots)."""
    local, _, domain = normalize_email_key(email).rpartition("@")
    user, plus, _ = local.partition("+")
    if not user:
        user, plus = local, ""
    if domain in _DOTLESS:
        user, domain = user.replace(".", ""), "gmail.com"
    return f"{user}{plus}@{domain}"
