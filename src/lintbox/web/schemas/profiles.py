"""Models of profiles and pasted configurations."""

from __future__ import annotations

from pydantic import Field

from lintbox.domain import NEWEST, NamedProfile
from lintbox.lint.engine import emitted, options
from lintbox.lint.engine.option_values import Kind
from lintbox.web.schemas.base import Schema, ShortText

Options = dict[str, str | int | bool | list[str]]


class ProfileIn(Schema):
    name: ShortText
    options: dict[ShortText, str | int | bool | list[str] | None] = Field(
        default={}, description="flake8 options by name, without leading hyphens"
    )
    plugins: list[ShortText] = Field(default=[], max_length=50)
    python: ShortText = Field(default=NEWEST, description="The version of Python, such as 3.14, or newest")
    confirm_finds_nothing: bool = Field(
        default=False, description="Store the profile even if it cannot find anything in any file"
    )


class ProfileChangesIn(Schema):
    """What is absent or null stays as it is."""

    name: ShortText | None = None
    options: dict[ShortText, str | int | bool | list[str] | None] | None = Field(
        default=None, description="All options of the profile: those that are left out are removed"
    )
    plugins: list[ShortText] | None = Field(default=None, max_length=50)
    python: ShortText | None = None
    confirm_finds_nothing: bool = False


class ProfileOut(Schema):
    id: str
    name: str
    about: str
    shipped: bool
    options: Options
    plugins: list[str]
    python: str
    arguments: list[str]
    files: int
    unknown_codes: list[str] = Field(description="Selected codes that no plugin of the profile reports")
    finds_nothing: bool


class OptionOut(Schema):
    name: str
    kind: Kind
    about: str
    plugin: str
    choices: list[str]


class PythonOut(Schema):
    version: str = Field(description="What a profile or a file chooses, such as 3.14")
    full_version: str


class ProfilesOut(Schema):
    profiles: list[ProfileOut]
    default: str
    options: list[OptionOut]
    plugins: dict[str, str]
    pythons: list[PythonOut] = Field(description="The Pythons that can check, the latest version first")
    newest_python: str = Field(description="The version that newest stands for now")


class DefaultProfileIn(Schema):
    default: ShortText


class ConfigurationIn(Schema):
    text: str = Field(description="At most 64 KiB, 2,000 lines of 4,000 characters")


class RefusedOptionOut(Schema):
    name: str
    value: str
    reason: str


class ConfigurationOut(Schema):
    options: Options
    plugins: list[str]
    reasons: dict[str, str] = Field(description="Why each plugin was enabled")
    refused: list[RefusedOptionOut]
    unknown_codes: list[str] = Field(description="Selected codes that no plugin of the profile reports")
    finds_nothing: bool


def present_profile(profile: NamedProfile) -> ProfileOut:
    codes = emitted.analyze(profile.profile)
    return ProfileOut(
        id=profile.id,
        name=profile.name,
        about=profile.about,
        shipped=profile.shipped,
        options=options.from_profile(profile.profile),
        plugins=list(profile.profile.plugins),
        python=profile.profile.python,
        arguments=list(profile.profile.arguments),
        files=profile.files,
        unknown_codes=list(codes.unknown),
        finds_nothing=codes.nothing,
    )
