"""Registering, signing in, and the first administrator."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from lintbox.domain import MailMode, Role, User
from lintbox.web.schemas.shape import Moment, Shape, SparseShape, Word


class Credentials(Shape):
    email: Word
    password: Word


class Token(Shape):
    token: Word


class Confirmation(Shape):
    """The link alone proves the mailbox, not that its reader is who registered."""

    model_config = ConfigDict(json_schema_extra={"required": ["token", "password"]})

    token: Word
    password: Word = Field(default="", validate_default=True)

    @field_validator("password")
    @classmethod
    def _require(cls, value: str) -> str:
        if not value:
            # without the "Value error" that pydantic puts in front
            raise PydanticCustomError("required", "Write the password that you registered with")
        return value


class Address(Shape):
    email: Word


class NewPassword(Shape):
    token: Word
    password: Word


class RegisteredOut(SparseShape):
    email: str
    mail: MailMode
    verify_url: str | SkipJsonSchema[None] = Field(
        default=None, description="Only in the local mailbox, and only for a browser on this machine"
    )


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
