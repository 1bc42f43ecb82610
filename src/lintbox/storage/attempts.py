"""Attempts with their times, so that rate limits survive a restart."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from peewee import fn

from lintbox.storage.models import Attempts


def add(kind: str, subject: str, now: datetime) -> None:
    Attempts.create(kind=kind, subject=subject, at=now)


class Tally(NamedTuple):
    times: int
    first: datetime | None
    last: datetime | None


def count_between(kind: str, subject: str, since: datetime, until: datetime) -> Tally:
    """Count the attempts in this period, with the times of the first and the last."""
    count, first, last = (
        Attempts.select(fn.COUNT(Attempts.id), fn.MIN(Attempts.at), fn.MAX(Attempts.at))
        .where(Attempts.kind == kind, Attempts.subject == subject, Attempts.at > since, Attempts.at <= until)
        .tuples()
        .get()
    )
    return Tally(count, Attempts.at.python_value(first), Attempts.at.python_value(last))


def remove(kind: str, subject: str) -> None:
    Attempts.delete().where(Attempts.kind == kind, Attempts.subject == subject).execute()


def remove_older(than: datetime) -> int:
    return int(Attempts.delete().where(Attempts.at <= than).execute())
