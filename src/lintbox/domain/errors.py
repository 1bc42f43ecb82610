"""Errors that are reported to the user, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """The stable codes of errors; their meaning never changes."""

    INVALID = "invalid"
    NO_FILE = "no-file"
    BAD_NAME = "bad-name"
    NOT_PYTHON = "not-python"
    TOO_MANY_LINES = "too-many-lines"
    TOO_MANY_FILES = "too-many-files"
    TOO_LARGE = "too-large"
    UNKNOWN_FORMAT = "unknown-format"
    NOT_FIXABLE = "not-fixable"
    QUOTA = "quota"
    DISK_FULL = "disk-full"
    NOT_SIGNED_IN = "not-signed-in"
    INVALID_CREDENTIALS = "invalid-credentials"
    EMAIL_NOT_VERIFIED = "email-not-verified"
    ACCOUNT_DISABLED = "account-disabled"
    REGISTRATION_CLOSED = "registration-closed"
    FORBIDDEN = "forbidden"
    SHARING_OFF = "sharing-off"
    CROSS_ORIGIN = "cross-origin"
    TOKEN_INVALID = "token-invalid"  # noqa: S105
    BAD_REQUEST = "bad-request"
    NOT_FOUND = "not-found"
    UNKNOWN_CODE = "unknown-code"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    TOO_SLOW = "too-slow"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    UNKNOWN_HOST = "unknown-host"
    OWN_ACCOUNT = "own-account"
    LAST_ADMIN = "last-admin"
    NOT_WAITING = "not-waiting"
    NOT_FAILED = "not-failed"
    LINK_ENDED = "link-ended"
    CHANGED = "changed"
    TOO_MANY = "too-many"
    INTERNAL = "internal"
    BUSY = "busy"
    NOT_BACKED_UP = "not-backed-up"
    STORAGE = "storage"


class LintboxError(Exception):
    """An error that is reported to the user: a stable code and a sentence with what to do."""

    code: ProblemCode

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class EngineUnusable(LintboxError):
    """The settings of the engine on other machines cannot work; nothing was started."""

    code = ProblemCode.INVALID


class NotFound(LintboxError):
    code = ProblemCode.NOT_FOUND


class ContentChanged(LintboxError):
    """The content is no longer the one that the client knows."""

    code = ProblemCode.CHANGED


class UnknownCode(LintboxError):
    """No installed tool reports this code."""

    code = ProblemCode.UNKNOWN_CODE


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


class SharingOff(LintboxError):
    """The administrator has switched sharing off."""

    code = ProblemCode.SHARING_OFF


class OwnAccount(LintboxError):
    """Administrators cannot lock themselves out."""

    code = ProblemCode.OWN_ACCOUNT


class LastAdmin(LintboxError):
    """The server always keeps an active administrator."""

    code = ProblemCode.LAST_ADMIN


class NotWaiting(LintboxError):
    code = ProblemCode.NOT_WAITING


class NotFailed(LintboxError):
    """Only an email that was refused can be sent again by its user."""

    code = ProblemCode.NOT_FAILED


class NotBackedUp(LintboxError):
    code = ProblemCode.NOT_BACKED_UP


class LinkEnded(LintboxError):
    """The email is useless because its one-time link is void."""

    code = ProblemCode.LINK_ENDED


class UnknownFormat(LintboxError):
    code = ProblemCode.UNKNOWN_FORMAT


class TokenInvalid(LintboxError):
    code = ProblemCode.TOKEN_INVALID


class RegistrationClosed(LintboxError):
    code = ProblemCode.REGISTRATION_CLOSED


class Busy(LintboxError):
    """The server is overloaded at the moment; a retry succeeds."""

    code = ProblemCode.BUSY


class NotStored(LintboxError):
    """The transaction was rolled back; it can be retried."""


class DiskFull(NotStored):
    code = ProblemCode.DISK_FULL


class Locked(NotStored):
    """Another program holds the write lock for longer than the busy timeout."""

    code = ProblemCode.BUSY


class StorageBroken(NotStored):
    """The database is read-only, unreadable or damaged: the operator has to repair it."""

    code = ProblemCode.STORAGE


class TooMany(LintboxError):
    """A rate limit is reached; ``retry_after`` is in seconds."""

    code = ProblemCode.TOO_MANY

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Invalid(LintboxError):
    """Fields with invalid values, each with a sentence on what to do."""

    code = ProblemCode.INVALID

    def __init__(self, errors: Mapping[str, str], detail: str = "") -> None:
        super().__init__(detail or " ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one part of an upload is rejected."""

    name: str
    code: ProblemCode
    detail: str


class Rejected(LintboxError):
    """Every part of an upload is rejected; the code is that of the first part."""

    def __init__(self, code: ProblemCode, detail: str, rejected: Sequence[Rejection] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.rejected = tuple(rejected)
