"""Ownership: finding a file by its user's id is the permission check."""

from __future__ import annotations

from lintbox.domain import NotFound, NotSignedIn
from lintbox.storage import files, users


def require_user(user_id: str) -> None:
    """Check that the account was not deleted while its request arrived.

    Raises:
        NotSignedIn
    """
    if users.find_by_id(user_id) is None:
        raise NotSignedIn("Sign in first.")


def get_file_number(user_id: str, file_id: str) -> int:
    """Return the file's number.

    Raises:
        NotFound: unknown, or a file of another user.
    """
    number = files.find_number(user_id, file_id)
    if number is None:
        raise no_such_file()
    return number


def no_such_file() -> NotFound:
    return NotFound("There is no such file. It may have been deleted.")
