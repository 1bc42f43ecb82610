"""The users' own profiles; every lookup includes the user's id, which is the permission check."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from peewee import fn
from pydantic import TypeAdapter

from lintbox.domain import NamedProfile, Profile
from lintbox.storage.models import Files, Profiles, Users

_profile = TypeAdapter(Profile)


def add(user_id: str, name: str, profile: Profile, now: datetime) -> str:
    row = Profiles.create(
        id=secrets.token_hex(8), user=user_id, name=name, profile=_write(profile), created_at=now
    )
    return str(row.id)


def change(user_id: str, profile_id: str, name: str, profile: Profile) -> None:
    values = {"name": name, "profile": _write(profile)}
    Profiles.update(values).where(Profiles.user == user_id, Profiles.id == profile_id).execute()


def find(user_id: str, profile_id: str) -> NamedProfile | None:
    row = Profiles.get_or_none(Profiles.user == user_id, Profiles.id == profile_id)
    return row and _to_profile(row, count_files(user_id).get(profile_id, 0))


def list_of_user(user_id: str) -> list[NamedProfile]:
    """Return the user's profiles, oldest first."""
    counts = count_files(user_id)
    rows = Profiles.select().where(Profiles.user == user_id).order_by(Profiles.number)
    return [_to_profile(row, counts.get(row.id, 0)) for row in rows]


def count_files(user_id: str) -> dict[str, int]:
    """Count the user's files by the profile that is set on the file itself."""
    chosen = (Files.user == user_id) & Files.profile_id.is_null(False)
    rows = Files.select(Files.profile_id, fn.COUNT(Files.number)).where(chosen).group_by(Files.profile_id)
    return dict(rows.tuples())


def remove(user_id: str, profile_id: str) -> None:
    """Delete a profile; its files fall back to the user's default, the default to stock flake8."""
    Files.update(profile_id=None).where(Files.user == user_id, Files.profile_id == profile_id).execute()
    Users.update(profile_id=None).where(Users.id == user_id, Users.profile_id == profile_id).execute()
    Profiles.delete().where(Profiles.user == user_id, Profiles.id == profile_id).execute()


def _write(profile: Profile) -> str:
    return _profile.dump_json(profile).decode()


def _to_profile(row: Any, files: int) -> NamedProfile:
    return NamedProfile(row.id, row.name, "", _profile.validate_json(row.profile), files=files)
