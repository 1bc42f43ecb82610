"""Users, and the purposes of their one-time links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    USER = "user"
    ADMIN = "admin"


class UserState(StrEnum):
    """``waiting``: the address is not confirmed yet."""

    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


class Purpose(StrEnum):
    VERIFICATION = "verification"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class User:
    """``display_name`` is how they call themselves, None without a name."""

    id: str
    email: str
    role: Role
    created_at: datetime
    display_name: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A user with what sign-in needs.

    ``password_hashes`` has the account's own hash, or every pending one while the address is unconfirmed.
    """

    user: User
    password_hashes: tuple[str, ...]
    verified: bool
    disabled: bool


def normalize_email_key(email: str) -> str:
    """Return the form in which addresses are compared."""
    return email.casefold()
