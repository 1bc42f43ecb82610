"""Profiles: the options and plugins that flake8 runs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

NEWEST = "newest"
"""The choice of a profile or file that follows the newest Python of the server."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Validated options of flake8, and the shipped plugins to run; an empty profile is stock flake8.

    ``python`` is the version of Python that runs flake8, such as "3.14", or ``NEWEST``.
    """

    arguments: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    python: str = NEWEST


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile that users can choose; ``files`` counts the user's files on which it is set."""

    id: str
    name: str
    about: str
    profile: Profile
    shipped: bool = False
    files: int = 0


class RefusedOption(NamedTuple):
    """An option of a pasted configuration that a profile cannot contain."""

    name: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedConfiguration:
    """The result of reading a pasted configuration.

    ``plugins`` maps the plugins to enable to the reason. ``fault`` says why the text is not a configuration.
    """

    profile: Profile = Profile()
    refused: tuple[RefusedOption, ...] = ()
    plugins: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
