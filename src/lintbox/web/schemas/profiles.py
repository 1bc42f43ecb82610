"""The shapes of profiles in the API."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import NamedProfile
from lintbox.lint.engine import emitted, options
from lintbox.lint.engine.values import Kind
from lintbox.web.schemas.shape import Shape, Word

Options = dict[str, str | int | bool | list[str]]


class ProfileIn(Shape):
    name: Word
    options: dict[Word, str | int | bool | list[str] | None] = Field(
        default={}, description="flake8's options by their names, without the hyphens in front"
    )
    plugins: list[Word] = Field(default=[], max_length=50)
    confirm_finds_nothing: bool = Field(
        default=False, description="Store the profile also where it can find nothing in any file"
    )


class ProfileOut(Shape):
    id: str
    name: str
    about: str
    shipped: bool
    options: Options
    plugins: list[str]
    arguments: list[str]
    files: int
    unknown_codes: list[str] = Field(description="Selected codes that no checker of the profile emits")
    finds_nothing: bool


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


class RefusedOptionOut(Shape):
    name: str
    value: str
    reason: str


class ReadingOut(Shape):
    options: Options
    plugins: list[str]
    reasons: dict[str, str] = Field(description="Why a plugin was switched on")
    refused: list[RefusedOptionOut]
    unknown_codes: list[str] = Field(description="Selected codes that no checker of the profile emits")
    finds_nothing: bool


def present_profile(profile: NamedProfile) -> ProfileOut:
    codes = emitted.judge(profile.profile)
    return ProfileOut(
        id=profile.id,
        name=profile.name,
        about=profile.about,
        shipped=profile.shipped,
        options=options.read(profile.profile),
        plugins=list(profile.profile.plugins),
        arguments=list(profile.profile.arguments),
        files=profile.files,
        unknown_codes=list(codes.unknown),
        finds_nothing=codes.nothing,
    )
