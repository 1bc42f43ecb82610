"""Limits over time, counted in the database, so that a restart forgets none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from lintbox.domain import TooMany
from lintbox.settings import Settings
from lintbox.storage import attempts


class Limit(NamedTuple):
    most: int
    within: timedelta


# a class signs up behind one address in one lesson, so what a network may do is wide; what is
# narrow is narrow for one account seen from one network, so that no stranger locks its owner out
LIMITS = {
    "register-network": Limit(300, timedelta(hours=1)),
    "letter": Limit(10, timedelta(hours=1)),
    "test-letter": Limit(20, timedelta(hours=1)),
    "sign-in": Limit(10, timedelta(minutes=15)),
    "sign-in-network": Limit(200, timedelta(minutes=15)),
    "check-file": Limit(20, timedelta(minutes=10)),
    "check-user": Limit(300, timedelta(hours=1)),
    "check-outdated": Limit(12, timedelta(hours=1)),
}
LONGEST = max(limit.within for limit in LIMITS.values())
# requests are counted in the order in which they reach the database, not in the one of their times:
# what is this little ahead came at the same moment, what is further was left by a clock set back
_SAME_MOMENT = timedelta(minutes=1)


def spend(settings: Settings, kind: str, subject: str, now: datetime) -> None:
    """Count one attempt.

    Raises:
        TooMany: the limit was reached before.
    """
    check(settings, kind, subject, now)
    attempts.add(kind, subject, now)


def check(settings: Settings, kind: str, subject: str, now: datetime) -> None:
    """Raises: TooMany."""
    limit = LIMITS[kind]
    count, first = attempts.count_between(kind, subject, now - limit.within, now + _SAME_MOMENT)
    if settings.rate_limits == "on" and first and count >= limit.most:
        seconds = int((first + limit.within - now).total_seconds()) + 1
        raise TooMany(f"Too many attempts. Try again in {_in_words(seconds)}.", seconds)


def _in_words(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
