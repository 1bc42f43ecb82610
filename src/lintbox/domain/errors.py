"""What the user can be told of, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lintbox.domain.files import Rejection


class LintboxError(Exception):
    """Something that the user can be told; what a ``code`` means never changes."""

    code: str

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(LintboxError):
    code = "not-found"


class NotSignedIn(LintboxError):
    code = "not-signed-in"


class InvalidCredentials(LintboxError):
    code = "invalid-credentials"


class EmailNotVerified(LintboxError):
    code = "email-not-verified"


class AccountDisabled(LintboxError):
    code = "account-disabled"


class Forbidden(LintboxError):
    code = "forbidden"


class OwnAccount(LintboxError):
    """Nobody may shut himself out."""

    code = "own-account"


class LastAdmin(LintboxError):
    """Somebody has to look after the server."""

    code = "last-admin"


class NotWaiting(LintboxError):
    code = "not-waiting"


class NotBackedUp(LintboxError):
    code = "not-backed-up"


class LinkEnded(LintboxError):
    """A letter is of no use without the one-time link that it carried."""

    code = "link-ended"


class TokenInvalid(LintboxError):
    code = "token-invalid"


class RegistrationClosed(LintboxError):
    code = "registration-closed"


class Busy(LintboxError):
    """Too much at once for this machine; later it goes through."""

    code = "busy"


class NotStored(LintboxError):
    """The database took nothing of a unit of work; nothing is lost, and later it goes through."""


class DiskFull(NotStored):
    code = "disk-full"


class Locked(NotStored):
    """Another program writes for longer than we wait."""

    code = "busy"


class StorageBroken(NotStored):
    """Read-only, unreadable, or damaged: for the operator to mend."""

    code = "storage"


class TooMany(LintboxError):
    """A limit over time; ``retry_after`` in seconds."""

    code = "too-many"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Invalid(LintboxError):
    """Fields at fault, each with what to do."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, str], detail: str = "") -> None:
        super().__init__(detail or " ".join(errors.values()))
        self.errors = dict(errors)


class Rejected(LintboxError):
    """No part of an upload could be taken; the code is that of the first part."""

    def __init__(self, code: str, detail: str, rejected: Sequence[Rejection] = ()) -> None:
        super().__init__(detail)
        self.code = code
        self.rejected = tuple(rejected)
