"""What was tried when, so that limits over time outlive a restart."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from lintbox.storage.models import Attempts


def add(kind: str, subject: str, now: datetime) -> None:
    Attempts.create(kind=kind, subject=subject, at=now)


def count_between(kind: str, subject: str, since: datetime, until: datetime) -> tuple[int, datetime | None]:
    """Return how many there were, and when the first was."""
    count, first = (
        Attempts.select(fn.COUNT(Attempts.id), fn.MIN(Attempts.at))
        .where(Attempts.kind == kind, Attempts.subject == subject, Attempts.at > since, Attempts.at <= until)
        .tuples()
        .get()
    )
    return count, Attempts.at.python_value(first)


def remove(kind: str, subject: str) -> None:
    Attempts.delete().where(Attempts.kind == kind, Attempts.subject == subject).execute()


def remove_older(than: datetime) -> int:
    return int(Attempts.delete().where(Attempts.at <= than).execute())
