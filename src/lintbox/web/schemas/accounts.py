"""Models of registration, sign-in and the first administrator."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, field_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from lintbox.domain import MailMode, Role
from lintbox.web.schemas.base import Schema, ShortText, SparseSchema, Timestamp


class CredentialsIn(Schema):
    email: ShortText
    password: ShortText


class TokenIn(Schema):
    token: ShortText


class ConfirmationIn(Schema):
    """The token proves access to the mailbox; the password proves that the same person registered."""

    model_config = ConfigDict(json_schema_extra={"required": ["token", "password"]})

    token: ShortText
    password: ShortText = Field(default="", validate_default=True)

    @field_validator("password")
    @classmethod
    def _require(cls, value: str) -> str:
        if not value:
            # unlike ValueError, without pydantic's prefix "Value error"
            raise PydanticCustomError("required", "Enter the password that you registered with")
        return value


class EmailAddress(Schema):
    email: ShortText


class NewPasswordIn(Schema):
    token: ShortText
    password: ShortText


class RegisteredOut(SparseSchema):
    email: str
    mail: MailMode
    verify_url: str | SkipJsonSchema[None] = Field(
        default=None, description="Only if mail is local and the client is on this machine"
    )


class UserOut(Schema):
    id: str
    email: str
    role: Role
    created_at: Timestamp


class SessionOut(Schema):
    user: UserOut


class NewAdminIn(Schema):
    token: ShortText
    email: ShortText
    password: ShortText


class SetupOut(Schema):
    expires_at: Timestamp
    url: str
    listening: str
    data_dir: str
    mail: MailMode
    registration: Literal["open", "closed", "domains"]
