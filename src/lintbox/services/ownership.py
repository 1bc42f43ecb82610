"""Whose a file is: to find it for a user is the permission check."""

from __future__ import annotations

from lintbox.domain import NotFound
from lintbox.storage import files


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
