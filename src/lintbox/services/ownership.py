"""Who may own something, and whose a file is: to find it for a user is the permission check."""

from __future__ import annotations

from lintbox.domain import NotFound, NotSignedIn
from lintbox.storage import files, users


def require_user(user_id: str) -> None:
    """Stop where the account was deleted while the body of its request arrived.

    Raises:
        NotSignedIn
    """
    if users.find_by_id(user_id) is None:
        raise NotSignedIn("Sign in first.")


def find_file(user_id: str, file_id: str) -> int:
    """Return the file's number.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    number = files.find_number(user_id, file_id)
    if number is None:
        raise no_such_file()
    return number


def no_such_file() -> NotFound:
    return NotFound("There is no such file. It may have been deleted.")
