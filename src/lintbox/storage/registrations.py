"""Pending registrations: the passwords chosen for an unconfirmed address."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from lintbox.storage.models import Registrations


def add(user_id: str, password_hash: str, network: str, now: datetime) -> None:
    """Add a password; a stored one becomes the newest."""
    Registrations.delete().where(
        Registrations.user == user_id, Registrations.password_hash == password_hash
    ).execute()
    Registrations.create(user=user_id, password_hash=password_hash, network=network, created_at=now)


def list_hashes(user_id: str) -> list[str]:
    """Return the password hashes, oldest first."""
    query = Registrations.select(Registrations.password_hash).where(Registrations.user == user_id)
    return [str(row.password_hash) for row in query.order_by(Registrations.number)]


def trim(user_id: str, limit: int) -> None:
    """Delete the oldest row of the network with the most rows, until ``limit`` rows remain."""
    own = Registrations.user == user_id
    while Registrations.select().where(own).count() > limit:
        _, first = (
            Registrations.select(Registrations.network, fn.MIN(Registrations.number))
            .where(own)
            .group_by(Registrations.network)
            .order_by(fn.COUNT(Registrations.number).desc(), fn.MIN(Registrations.number))
            .tuples()
            .first()
        )
        Registrations.delete().where(own, Registrations.number == first).execute()


def remove_of_user(user_id: str) -> None:
    Registrations.delete().where(Registrations.user == user_id).execute()
