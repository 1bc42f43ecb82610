"""What flake8 is asked to look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Profile:
    """flake8's own options, already judged, and the shipped plugins that take part; none is stock flake8."""

    arguments: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile as people choose it; ``files`` is how many of the user's chose it by themselves."""

    id: str
    name: str
    about: str
    profile: Profile
    shipped: bool = False
    files: int = 0


class Refusal(NamedTuple):
    """An option of a pasted configuration that has no place in a profile."""

    name: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a pasted configuration comes to.

    ``plugins`` maps those to switch on to why. ``fault`` says why the text is no configuration at all.
    """

    profile: Profile = Profile()
    refused: tuple[Refusal, ...] = ()
    plugins: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
