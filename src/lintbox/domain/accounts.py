"""People, as the server knows them, and the one-time links that they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class UserState(StrEnum):
    """``waiting`` is for the one-time link."""

    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


class Purpose(StrEnum):
    """What a one-time link is for."""

    VERIFICATION = "verification"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A user as signing in needs it.

    ``password_hashes`` is the account's own, or all that are pending while it is not confirmed.
    """

    user: User
    password_hashes: tuple[str, ...]
    verified: bool
    disabled: bool
