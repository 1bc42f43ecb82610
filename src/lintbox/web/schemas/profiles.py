"""The shapes of profiles in the API."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import NamedProfile
from lintbox.lint import options
from lintbox.lint.values import Kind
from lintbox.web.schemas.shape import Shape, Word

Options = dict[str, str | int | bool | list[str]]


class ProfileIn(Shape):
    name: Word
    options: dict[Word, str | int | bool | list[str] | None] = Field(
        default={}, description="flake8's options by their names, without the hyphens in front"
    )
    plugins: list[Word] = Field(default=[], max_length=50)


class ProfileOut(Shape):
    id: str
    name: str
    about: str
    shipped: bool
    options: Options
    plugins: list[str]
    arguments: list[str]
    files: int


class OptionOut(Shape):
    name: str
    kind: Kind
    about: str
    plugin: str
    choices: list[str]


class ProfilesOut(Shape):
    profiles: list[ProfileOut]
    default: str
    options: list[OptionOut]
    plugins: dict[str, str]


class DefaultProfile(Shape):
    default: Word


class Configuration(Shape):
    text: str = Field(description="At most 64 KiB, 2,000 lines of 4,000 characters")


class RefusalOut(Shape):
    name: str
    value: str
    reason: str


class ReadingOut(Shape):
    options: Options
    plugins: list[str]
    reasons: dict[str, str] = Field(description="Why a plugin was switched on")
    refused: list[RefusalOut]


def present_profile(profile: NamedProfile) -> ProfileOut:
    return ProfileOut(
        id=profile.id,
        name=profile.name,
        about=profile.about,
        shipped=profile.shipped,
        options=options.read(profile.profile),
        plugins=list(profile.profile.plugins),
        arguments=list(profile.profile.arguments),
        files=profile.files,
    )
