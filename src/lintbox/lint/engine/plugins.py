"""The plugins that Lintbox ships, in a folder of their own, which stock flake8 never sees."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, DistributionFinder, distributions
from pathlib import Path

import lintbox

SHIPPED = (
    "flake8-bugbear",
    "flake8-builtins",
    "flake8-comprehensions",
    "flake8-import-order",
    "flake8-pytest-style",
    "flake8-simplify",
    "flake8-tidy-imports",
    "pep8-naming",
)


class NotShippedError(Exception):
    """A profile names a plugin that is not in the folder."""


@cache
def folder() -> Path:
    """Return the folder of the binary, of the installed wheel, or of the development environment."""
    if unpacked := getattr(sys, "_MEIPASS", None):
        return Path(unpacked, "plugins")
    in_wheel = Path(lintbox.__path__[0], "plugins")
    return in_wheel if in_wheel.is_dir() else Path(sys.prefix, "plugins")


def versions() -> dict[str, str]:
    """Read from metadata; nothing is imported."""
    return {name: one.version for name, one in _find_shipped().items()}


@cache
def beginnings() -> Mapping[str, str]:
    """Return how the codes of each plugin begin, as it has told flake8, with the plugin's name."""
    return {
        entry.name: name
        for name, one in _find_shipped().items()
        for entry in one.entry_points
        if entry.group == "flake8.extension"
    }


class Shelf(DistributionFinder):
    """Shows flake8 the chosen plugins, as if they and no others were installed beside it.

    Modules once imported stay, and do nothing for a profile to which their plugin is not shown.
    """

    def __init__(self) -> None:
        self._folder = str(folder())
        self._there: Mapping[str, Distribution] | None = None
        self._shown: Mapping[str, Distribution] = {}

    def show(self, names: Sequence[str]) -> None:
        """Raises: NotShippedError."""
        if names and self._there is None:  # read once: metadata is slow, and profiles take turns
            self._there = _find_shipped()
            sys.meta_path.insert(0, self)
        there = self._there or {}
        if missing := [name for name in names if name not in there]:
            raise NotShippedError(f"{', '.join(missing)} is not installed here")
        self._shown = {name: there[name] for name in names}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: object = None
    ) -> ModuleSpec | None:
        return PathFinder.find_spec(fullname, [self._folder]) if path is None else None

    def find_distributions(
        self,
        context: DistributionFinder.Context = DistributionFinder.Context(),  # noqa: B008
    ) -> Iterable[Distribution]:
        wanted = context.name and normalize(context.name)
        return [one for name, one in self._shown.items() if wanted in (None, name)]


def _find_shipped() -> dict[str, Distribution]:
    found = {normalize(one.name): one for one in distributions(path=[str(folder())])}
    return {name: found[name] for name in SHIPPED if name in found}


def normalize(name: str) -> str:
    """PEP 503: flake8_simplify is flake8-simplify."""
    return re.sub(r"[-_.]+", "-", name).lower()
