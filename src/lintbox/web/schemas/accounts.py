"""Registering, signing in, and the first administrator."""

from __future__ import annotations

from typing import Literal

from lintbox.domain import MailMode, Role, User
from lintbox.web.schemas.shape import Moment, Shape, Word


class Credentials(Shape):
    email: Word
    password: Word


class Token(Shape):
    token: Word


class Address(Shape):
    email: Word


class NewPassword(Shape):
    token: Word
    password: Word


class RegisteredOut(Shape):
    email: str
    mail: MailMode
    verify_url: str | None = None


class UserOut(Shape):
    id: str
    email: str
    role: Role
    created_at: Moment


class SessionOut(Shape):
    user: UserOut


class NewAdmin(Shape):
    token: Word
    email: Word
    password: Word


class SetupOut(Shape):
    expires_at: Moment
    url: str
    listening: str
    data_dir: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]


def present_user(user: User) -> UserOut:
    return UserOut.model_validate(user)
