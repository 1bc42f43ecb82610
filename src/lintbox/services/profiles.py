"""Profiles: shipped ones, the users' own, and which one a check uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from lintbox.domain import NEWEST, Busy, File, Invalid, NamedProfile, NotFound, Profile, Tools
from lintbox.lint import Linter
from lintbox.lint.engine import emitted, options, plugins
from lintbox.services.ownership import get_file_number, require_user
from lintbox.storage import files, profiles, users

MAX_PROFILES = 100
MAX_NAME_LENGTH = 60

DEFAULT = NamedProfile("default", "flake8 default", "flake8 without any options.", Profile(), shipped=True)
# W503 and W504 contradict each other: every line break at an operator violates one of them
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
    """A profile as a form submits it."""

    name: str
    options: Mapping[str, object]
    plugins: Sequence[str]
    confirm_finds_nothing: bool = False
    python: str = NEWEST


def validate(draft: Draft, tools: Tools) -> tuple[str, Profile]:
    """Return the normalized name and the profile.

    Raises:
        Invalid: with the names of options, ``name``, ``plugins`` or ``python`` as fields.
    """
    name = " ".join(draft.name.split())
    errors: dict[str, str] = {}
    if not 0 < len(name) <= MAX_NAME_LENGTH or not name.isprintable():
        errors["name"] = f"Give it a name of 1 to {MAX_NAME_LENGTH} characters."
    installed = plugins.versions()
    if missing := sorted({*draft.plugins} - {*installed}):
        errors["plugins"] = f"Not installed here: {', '.join(missing)}. There are {', '.join(installed)}."
    profile, faults = options.to_profile(draft.options, tuple({*draft.plugins}))
    if errors or faults:
        raise Invalid(errors | faults)
    profile = replace(profile, python=validate_python(draft.python, tools))
    codes = emitted.analyze(profile)
    if codes.nothing and not draft.confirm_finds_nothing:
        words = f" No checker in it emits {', '.join(codes.unknown[:10])}." if codes.unknown else ""
        detail = (
            f"This profile can find nothing, so every file would pass.{words} Confirm that you want that."
        )
        raise Invalid({"confirm_finds_nothing": detail})
    return name, profile


async def try_out(linter: Linter, draft: Draft, owner: str) -> tuple[str, Profile]:
    """Validate a draft by our rules, then by flake8 itself in a worker process.

    Raises:
        Invalid: see ``validate``; what flake8 refuses has the name of its option, or ``options``.
        Busy, TooMany: see ``Linter.find_refusal``.
    """
    name, profile = validate(draft, await linter.wait_for_tools())
    if refusal := await linter.find_refusal(profile, owner):
        named = re.search(r"argument --([a-z-]+)", refusal)
        raise Invalid({named[1] if named else "options": refusal})
    return name, profile


def add(user_id: str, name: str, profile: Profile, now: datetime) -> NamedProfile:
    """Create a profile.

    Raises:
        Invalid: the name is taken, or the user has too many profiles.
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    _require_free_name(user_id, name, None)
    if len(profiles.list_of_user(user_id)) >= MAX_PROFILES:
        raise Invalid({"name": f"You have {MAX_PROFILES} profiles, which are the most. Delete one first."})
    return get(user_id, profiles.add(user_id, name, profile, now))


def change(user_id: str, before: NamedProfile, name: str, profile: Profile) -> NamedProfile:
    """Replace a profile by one that was made from ``before``.

    Raises:
        NotFound, Invalid
        Busy: it has changed since.
    """
    profile_id = before.id
    present = _get_own(user_id, profile_id)
    if (present.name, present.profile) != (before.name, before.profile):
        raise Busy("This profile was changed at the same moment. Send it again.")
    _require_free_name(user_id, name, profile_id)
    profiles.change(user_id, profile_id, name, profile)
    return get(user_id, profile_id)


def remove(user_id: str, profile_id: str) -> None:
    """Delete a profile; its files fall back to the user's default.

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
    """Return the shipped profiles, then the user's own, and the id of the user's default.

    Raises:
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    counts = profiles.count_files(user_id)
    shipped = [replace(one, files=counts.get(one.id, 0)) for one in SHIPPED]
    return [*shipped, *profiles.list_of_user(user_id)], get_default(user_id).id


def choose_default(user_id: str, profile_id: str) -> None:
    """Raises: NotFound."""
    users.set_profile(user_id, get(user_id, profile_id).id)


def choose(user_id: str, file_id: str, profile_id: str | None) -> File:
    """Set the profile of a file; None selects the user's default. Queues no check.

    Raises:
        NotFound: unknown file or profile.
    """
    number = get_file_number(user_id, file_id)
    files.set_profile(number, None if profile_id is None else get(user_id, profile_id).id)
    return files.get_many([number])[0]


def with_python(chosen: NamedProfile, python: str | None) -> NamedProfile:
    """Return the profile with the Python that a file chooses; None keeps that of the profile."""
    return replace(chosen, profile=replace(chosen.profile, python=python)) if python else chosen


def validate_python(python: str, tools: Tools) -> str:
    """Return the version, such as "3.14" or "newest".

    Raises:
        Invalid: no Python of this version is there.
    """
    if tools.find(python) is None:
        there = ", ".join([NEWEST, *tools.by_python])
        raise Invalid({"python": f"There is no Python {python[:20]} on this server. Choose from {there}."})
    return python


def get_default(user_id: str) -> NamedProfile:
    return find(user_id, users.find_profile(user_id)) or DEFAULT


def get_for_file(user_id: str, file_number: int) -> NamedProfile:
    """Return the profile for the next check of the file."""
    profile_id, python = files.get_choice(file_number)
    return with_python(find(user_id, profile_id) or get_default(user_id), python)


def choose_for_upload(user_id: str, profile_id: str | None) -> NamedProfile | None:
    """Return the profile, the user's default for None; None if it does not exist.

    Raises:
        NotSignedIn: the account was deleted meanwhile.
    """
    require_user(user_id)
    return get_default(user_id) if profile_id is None else find(user_id, profile_id)


def find_shipped(profile_id: str) -> NamedProfile | None:
    return _BY_ID.get(profile_id)


def find(user_id: str, profile_id: str | None) -> NamedProfile | None:
    if profile_id is None:
        return None
    return _BY_ID.get(profile_id) or profiles.find(user_id, profile_id)


def _get_own(user_id: str, profile_id: str) -> NamedProfile:
    found = get(user_id, profile_id)
    if found.shipped:
        raise Invalid({"name": f"“{found.name}” is shipped and stays as it is. Make your own from it."})
    return found


def _require_free_name(user_id: str, name: str, own_id: str | None) -> None:
    others = [*SHIPPED, *profiles.list_of_user(user_id)]
    if any(one.name.casefold() == name.casefold() and one.id != own_id for one in others):
        raise Invalid({"name": "There is a profile of this name already. Choose another."})
