"""What flake8 is asked to look for."""

from __future__ import annotations

from dataclasses import dataclass


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
