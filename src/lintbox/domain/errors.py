"""What the user can be told of, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """The stable code of each error; what one means never changes."""

    INVALID = "invalid"
    NO_FILE = "no-file"
    BAD_NAME = "bad-name"
    NOT_PYTHON = "not-python"
    TOO_MANY_LINES = "too-many-lines"
    TOO_MANY_FILES = "too-many-files"
    TOO_LARGE = "too-large"
    QUOTA = "quota"
    DISK_FULL = "disk-full"
    NOT_SIGNED_IN = "not-signed-in"
    INVALID_CREDENTIALS = "invalid-credentials"
    EMAIL_NOT_VERIFIED = "email-not-verified"
    ACCOUNT_DISABLED = "account-disabled"
    REGISTRATION_CLOSED = "registration-closed"
    FORBIDDEN = "forbidden"
    CROSS_ORIGIN = "cross-origin"
    TOKEN_INVALID = "token-invalid"  # noqa: S105
    BAD_REQUEST = "bad-request"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_SLOW = "too-slow"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    UNKNOWN_HOST = "unknown-host"
    OWN_ACCOUNT = "own-account"
    LAST_ADMIN = "last-admin"
    NOT_WAITING = "not-waiting"
    LINK_ENDED = "link-ended"
    TOO_MANY = "too-many"
    INTERNAL = "internal"
    BUSY = "busy"
    NOT_BACKED_UP = "not-backed-up"
    STORAGE = "storage"


class LintboxError(Exception):
    """An error that is reported to the user: a stable code, and a sentence that says what to do."""

    code: ProblemCode

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(LintboxError):
    code = ProblemCode.NOT_FOUND


class NotSignedIn(LintboxError):
    code = ProblemCode.NOT_SIGNED_IN


class InvalidCredentials(LintboxError):
    code = ProblemCode.INVALID_CREDENTIALS


class EmailNotVerified(LintboxError):
    code = ProblemCode.EMAIL_NOT_VERIFIED


class AccountDisabled(LintboxError):
    code = ProblemCode.ACCOUNT_DISABLED


class Forbidden(LintboxError):
    code = ProblemCode.FORBIDDEN


class OwnAccount(LintboxError):
    """Nobody may shut himself out."""

    code = ProblemCode.OWN_ACCOUNT


class LastAdmin(LintboxError):
    """Somebody has to look after the server."""

    code = ProblemCode.LAST_ADMIN


class NotWaiting(LintboxError):
    code = ProblemCode.NOT_WAITING


class NotBackedUp(LintboxError):
    code = ProblemCode.NOT_BACKED_UP


class LinkEnded(LintboxError):
    """An email is of no use without the one-time link that it carried."""

    code = ProblemCode.LINK_ENDED


class TokenInvalid(LintboxError):
    code = ProblemCode.TOKEN_INVALID


class RegistrationClosed(LintboxError):
    code = ProblemCode.REGISTRATION_CLOSED


class Busy(LintboxError):
    """Too much at once for this machine; later it goes through."""

    code = ProblemCode.BUSY


class NotStored(LintboxError):
    """The database took nothing of a unit of work; nothing is lost, and later it goes through."""


class DiskFull(NotStored):
    code = ProblemCode.DISK_FULL


class Locked(NotStored):
    """Another program writes for longer than we wait."""

    code = ProblemCode.BUSY


class StorageBroken(NotStored):
    """Read-only, unreadable, or damaged: for the operator to mend."""

    code = ProblemCode.STORAGE


class TooMany(LintboxError):
    """A limit over time; ``retry_after`` in seconds."""

    code = ProblemCode.TOO_MANY

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Invalid(LintboxError):
    """Fields at fault, each with what to do."""

    code = ProblemCode.INVALID

    def __init__(self, errors: Mapping[str, str], detail: str = "") -> None:
        super().__init__(detail or " ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one part of an upload is not taken."""

    name: str
    code: ProblemCode
    detail: str


class Rejected(LintboxError):
    """No part of an upload could be taken; the code is that of the first part."""

    def __init__(self, code: ProblemCode, detail: str, rejected: Sequence[Rejection] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.rejected = tuple(rejected)
