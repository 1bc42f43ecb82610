"""What users choose for themselves: emails about results, default profile, and name."""

from __future__ import annotations

from typing import NamedTuple

from lintbox.domain import File, Invalid, NotFound, ResultMail, is_harmless
from lintbox.services import profiles
from lintbox.services.ownership import get_file_number, require_user
from lintbox.settings import Settings
from lintbox.storage import files, users

MAX_NAME_LENGTH = 80


class Preferences(NamedTuple):
    """``default_profile`` is an id; ``display_name`` is None if the user has not chosen one."""

    result_mail: ResultMail
    default_profile: str
    display_name: str | None


class Changes(NamedTuple):
    """None leaves a preference as it is; an empty name removes it."""

    result_mail: ResultMail | None = None
    default_profile: str | None = None
    display_name: str | None = None


def get(settings: Settings, user_id: str) -> Preferences:
    """Raises: NotSignedIn: the account was deleted meanwhile."""
    require_user(user_id)
    _, display_name = users.get_preferences(user_id)
    return Preferences(
        get_result_mail(settings, user_id), profiles.get_default(user_id).id, display_name or None
    )


def get_result_mail(settings: Settings, user_id: str) -> ResultMail:
    """Return the user's choice, or LINTBOX_RESULT_MAIL for a user who chose nothing."""
    chosen, _ = users.get_preferences(user_id)
    return chosen or ResultMail(settings.result_mail)


def change(settings: Settings, user_id: str, changes: Changes) -> Preferences:
    """Change all given preferences, or none.

    Raises:
        Invalid: with the names of the preferences as fields.
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    errors: dict[str, str] = {}
    name = changes.display_name and " ".join(changes.display_name.split())
    if name and (len(name) > MAX_NAME_LENGTH or not is_harmless(name)):
        errors["display_name"] = f"A name has up to {MAX_NAME_LENGTH} characters that can be printed."
    if changes.default_profile is not None and not _has_profile(user_id, changes.default_profile):
        errors["default_profile"] = "There is no such profile. It may have been deleted."
    if errors:
        raise Invalid(errors)
    if changes.default_profile is not None:
        profiles.choose_default(user_id, changes.default_profile)
    if changes.result_mail is not None:
        users.set_result_mail(user_id, changes.result_mail)
    if name is not None:
        users.set_display_name(user_id, name or None)
    return get(settings, user_id)


def choose_for_file(user_id: str, file_id: str, result_mail: ResultMail | None) -> File:
    """Set when the user wants emails about this file; None for their choice for all files.

    Raises:
        NotFound
    """
    number = get_file_number(user_id, file_id)
    files.set_result_mail(number, result_mail)
    return files.get(number)


def _has_profile(user_id: str, profile_id: str) -> bool:
    try:
        profiles.get(user_id, profile_id)
    except NotFound:
        return False
    return True
