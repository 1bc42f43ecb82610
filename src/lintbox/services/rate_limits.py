"""Rate limits, counted in the database so that they survive a restart.

No limit lets a stranger lock out another user: attempts count for their network, a wrong password delays
only sign-ins to one account from one network, and emails over the limit are silently not sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_network
from typing import NamedTuple

from lintbox.domain import EmailKind, TooMany, normalize_email_key
from lintbox.settings import Settings
from lintbox.storage import attempts


class Limit(NamedTuple):
    attempts: int
    within: timedelta


_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
# a whole class registers behind one address within a lesson, so the limits of networks are high
LIMITS = {
    "register-network": Limit(300, _HOUR),
    "register-wide": Limit(1200, _HOUR),
    "ask-network": Limit(300, _HOUR),
    "email": Limit(10, _HOUR),
    "email-mailbox": Limit(20, _HOUR),
    "test-email": Limit(20, _HOUR),
    "send-email": Limit(20, _HOUR),
    "unsubscribe-network": Limit(1200, _HOUR),
    "sign-in": Limit(10, _QUARTER),
    "sign-in-48": Limit(10, _QUARTER),
    "sign-in-24": Limit(40, _QUARTER),
    "sign-in-network": Limit(200, _QUARTER),
    "signed-in": Limit(60, _QUARTER),
    "verify": Limit(10, _QUARTER),
    "share-user": Limit(100, _HOUR),
    "shared": Limit(300, _HOUR),
    "check-file": Limit(20, timedelta(minutes=10)),
    "check-user": Limit(300, _HOUR),
    "check-outdated": Limit(12, _HOUR),
    "fix-user": Limit(300, _HOUR),
}
MAX_WINDOW = max(limit.within for limit in LIMITS.values())
_FIRST_DELAY = timedelta(seconds=30)
_MAX_DELAY = timedelta(seconds=60)
# Concurrent attempts may be stored out of order, so a time may be slightly ahead; a time further ahead is
# from before the clock was set back.
_CONCURRENT = timedelta(minutes=1)
_DOTLESS = {"gmail.com", "googlemail.com"}


class Subject(NamedTuple):
    """The kind of an attempt, and what it is counted by."""

    kind: str
    name: str


def spend(settings: Settings, kind: str, subject: str, now: datetime) -> None:
    """Count one attempt.

    Raises:
        TooMany: the limit is reached already.
    """
    check(settings, kind, subject, now)
    attempts.add(kind, subject, now)


def check(settings: Settings, kind: str, subject: str, now: datetime) -> None:
    """Raises: TooMany."""
    limit = LIMITS[kind]
    tally = _count(kind, subject, now)
    if settings.rate_limits == "on" and tally.first and tally.times >= limit.attempts:
        raise _refuse(tally.first + limit.within - now)


def check_delay(settings: Settings, subject: Subject, now: datetime) -> None:
    """Allow an attempt after the delay since the last failure; there is no delay below the limit.

    Raises:
        TooMany
    """
    tally = _count(*subject, now)
    beyond = tally.times - LIMITS[subject.kind].attempts
    if settings.rate_limits == "on" and tally.last and beyond >= 0:
        ready_at = tally.last + min(_FIRST_DELAY * (beyond + 1), _MAX_DELAY)
        if now < ready_at:
            raise _refuse(ready_at - now)


def try_spend(settings: Settings, subjects: list[Subject], now: datetime) -> bool:
    """Count an attempt unless a limit is reached already; return whether it was counted."""
    over = any(_count(*subject, now).times >= LIMITS[subject.kind].attempts for subject in subjects)
    if over and settings.rate_limits == "on":
        return False
    for kind, name in subjects:
        attempts.add(kind, name, now)
    return True


def try_email(settings: Settings, kind: EmailKind, email: str, network: str, now: datetime) -> bool:
    """Count an email that this network requested, and return whether it may be sent.

    Each kind has its own limit, and a mailbox shares one with its plus-addresses. At the limit, the link in
    the last email still works.
    """
    name = f"{kind} {_normalize_mailbox(email)}"
    return try_spend(settings, [Subject("email", f"{name} {network}"), Subject("email-mailbox", name)], now)


def _normalize_mailbox(email: str) -> str:
    """Return one form for all addresses of a mailbox (RFC 5233 subaddresses, Gmail's dots)."""
    local, _, domain = normalize_email_key(email).rpartition("@")
    user, plus, _ = local.partition("+")
    if not user:
        user, plus = local, ""
    if domain in _DOTLESS:
        user, domain = user.replace(".", ""), "gmail.com"
    return f"{user}{plus}@{domain}"


def is_over(settings: Settings, subject: Subject, now: datetime) -> bool:
    over = _count(*subject, now).times >= LIMITS[subject.kind].attempts
    return over and settings.rate_limits == "on"


def widen(network: str) -> tuple[int, str]:
    """Return the prefix length and the network that one customer can easily control entirely."""
    given = ip_network(network, strict=False)
    length = 48 if isinstance(given, IPv6Network) else 24
    return length, str(given.supernet(new_prefix=length) if given.prefixlen > length else given)


def _count(kind: str, subject: str, now: datetime) -> attempts.Tally:
    return attempts.count_between(kind, subject, now - LIMITS[kind].within, now + _CONCURRENT)


def _refuse(wait: timedelta) -> TooMany:
    seconds = int(wait.total_seconds()) + 1
    return TooMany(f"Too many attempts. Try again in {_format_seconds(seconds)}.", seconds)


def _format_seconds(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
