"""Profiles: shipped ones and the users' own; who checks with which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import File, Invalid, NamedProfile, NotFound, Profile
from lintbox.lint.engine import emitted, options, plugins
from lintbox.services.ownership import find_file, require_user
from lintbox.storage import files, profiles, users

MOST = 100
LONGEST_NAME = 60

DEFAULT = NamedProfile(
    "default", "flake8 default", "What flake8 says when nobody tells it anything.", Profile(), shipped=True
)
# W503 and W504 contradict each other: who breaks a line at an operator always has one of them
STRICT = NamedProfile(
    "strict",
    "Strict",
    "Also what flake8 leaves out by itself, and functions with more than 10 ways through them.",
    Profile(("--max-complexity=10", "--ignore=W503")),
    shipped=True,
)
BLACK = NamedProfile(
    "black",
    "Black-compatible",
    "Lines of 88 characters, and silence about what Black formats in its own way.",
    Profile(("--max-line-length=88", "--extend-ignore=E203,E701,W503")),
    shipped=True,
)
FIRST_COURSE = NamedProfile(
    "first-course",
    "First course",
    "What a beginner can act on: what will not run, likely bugs, what is unused, indentation.",
    Profile(
        (
            "--select=E101,E11,E117,E225,E231,E701,E702,E703,E71,E72,E741,E742,E743,E9,F,W191,W605",
            "--extend-ignore=E114,E115,E116",
        )
    ),
    shipped=True,
)
SHIPPED = (DEFAULT, STRICT, BLACK, FIRST_COURSE)
_BY_ID = {shipped.id: shipped for shipped in SHIPPED}


class Draft(NamedTuple):
    """A profile as a form has it."""

    name: str
    options: Mapping[str, object]
    plugins: Sequence[str]
    confirm_finds_nothing: bool = False


def judge(draft: Draft) -> tuple[str, Profile]:
    """Return the name and what flake8 will be told.

    Raises:
        Invalid: by the names of the options, ``name`` and ``plugins``.
    """
    name = " ".join(draft.name.split())
    errors: dict[str, str] = {}
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        errors["name"] = f"Give it a name of 1 to {LONGEST_NAME} characters."
    here = plugins.versions()
    if missing := sorted({*draft.plugins} - {*here}):
        errors["plugins"] = f"Not installed here: {', '.join(missing)}. There are {', '.join(here)}."
    profile, wrong = options.to_profile(draft.options, tuple({*draft.plugins}))
    if errors or wrong:
        raise Invalid(errors | wrong)
    codes = emitted.analyze(profile)
    if codes.nothing and not draft.confirm_finds_nothing:
        words = f" No checker in it emits {', '.join(codes.unknown[:10])}." if codes.unknown else ""
        detail = (
            f"This profile can find nothing, so every file would pass.{words} Confirm that you want that."
        )
        raise Invalid({"confirm_finds_nothing": detail})
    return name, profile


def add(user_id: str, name: str, profile: Profile, now: datetime) -> NamedProfile:
    """Make a profile.

    Raises:
        Invalid: the name is taken, or there are too many.
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    _judge_name(user_id, name, None)
    if len(profiles.list_of(user_id)) >= MOST:
        raise Invalid({"name": f"You have {MOST} profiles, which are the most. Delete one first."})
    return get(user_id, profiles.add(user_id, name, profile, now))


def change(user_id: str, profile_id: str, name: str, profile: Profile) -> NamedProfile:
    """Raises: NotFound, Invalid."""
    _get_own(user_id, profile_id)
    _judge_name(user_id, name, profile_id)
    profiles.change(user_id, profile_id, name, profile)
    return get(user_id, profile_id)


def remove(user_id: str, profile_id: str) -> None:
    """Files that had it go back to the user's default.

    Raises:
        NotFound, Invalid
    """
    _get_own(user_id, profile_id)
    profiles.remove(user_id, profile_id)


def get(user_id: str, profile_id: str) -> NamedProfile:
    """Raises: NotFound."""
    if shipped := _BY_ID.get(profile_id):
        return replace(shipped, files=profiles.count_files(user_id).get(profile_id, 0))
    found = profiles.find(user_id, profile_id)
    if found is None:
        raise NotFound("There is no such profile. It may have been deleted.")
    return found


def list_all(user_id: str) -> tuple[list[NamedProfile], str]:
    """Return the shipped ones, then the user's own, and the id of the default.

    Raises:
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    counts = profiles.count_files(user_id)
    shipped = [replace(one, files=counts.get(one.id, 0)) for one in SHIPPED]
    return [*shipped, *profiles.list_of(user_id)], get_default(user_id).id


def choose_default(user_id: str, profile_id: str) -> None:
    """Raises: NotFound."""
    users.set_profile(user_id, get(user_id, profile_id).id)


def choose(user_id: str, file_id: str, profile_id: str | None) -> File:
    """Give a file a profile of its own, or with None the user's default; nothing is checked by that.

    Raises:
        NotFound: no such file, or no such profile.
    """
    number = find_file(user_id, file_id)
    files.set_profile(number, profile_id and get(user_id, profile_id).id)
    return files.get_many([number])[0]


def get_default(user_id: str) -> NamedProfile:
    return find(user_id, users.get_profile(user_id)) or DEFAULT


def of_file(user_id: str, file_number: int) -> NamedProfile:
    """Return what the next check of the file is made with."""
    return find(user_id, files.get_profile(file_number)) or get_default(user_id)


def find(user_id: str, profile_id: str | None) -> NamedProfile | None:
    if profile_id is None:
        return None
    return _BY_ID.get(profile_id) or profiles.find(user_id, profile_id)


def _get_own(user_id: str, profile_id: str) -> NamedProfile:
    found = get(user_id, profile_id)
    if found.shipped:
        raise Invalid({"name": f"“{found.name}” is shipped and stays as it is. Make your own from it."})
    return found


def _judge_name(user_id: str, name: str, own_id: str | None) -> None:
    others = [*SHIPPED, *profiles.list_of(user_id)]
    if any(one.name.casefold() == name.casefold() and one.id != own_id for one in others):
        raise Invalid({"name": "There is a profile of this name already. Choose another."})
