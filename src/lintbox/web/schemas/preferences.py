"""Models of what users choose for themselves."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import ResultMail
from lintbox.web.schemas.base import Schema, ShortText


class PreferencesOut(Schema):
    result_mail: ResultMail = Field(description="When an email is sent for a finished check")
    default_profile: str = Field(description="The id of the profile of files without one of their own")
    display_name: str | None


class PreferencesIn(Schema):
    """What is absent stays as it is; an empty name or null removes the name."""

    result_mail: ResultMail | None = None
    default_profile: ShortText | None = None
    display_name: ShortText | None = None


class FileResultMailIn(Schema):
    result_mail: ResultMail | None = Field(description="Null for your choice for all files")


class FileSubscriptionOut(Schema):
    id: str
    name: str
    result_mail: ResultMail | None = Field(description="Null if the choice for all files applies")


class SubscriptionOut(Schema):
    """``file`` is null if the email is about several files, or the file is deleted."""

    email: str
    result_mail: ResultMail
    file: FileSubscriptionOut | None


class SubscriptionQuery(Schema):
    t: ShortText = Field(description="The token of the link in an email")


class SubscriptionIn(Schema):
    result_mail: ResultMail


class FileSubscriptionIn(Schema):
    result_mail: ResultMail | None = Field(description="Null for the choice for all files")
