"""The plugins that Lintbox ships, in their own folder: flake8 finds those that a profile enables."""

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


class PluginNotShippedError(Exception):
    """A profile enables a plugin that is not in the folder."""


@cache
def folder() -> Path:
    """Return the folder of the binary, of the installed wheel, or of the development environment."""
    if unpacked := getattr(sys, "_MEIPASS", None):
        return Path(unpacked, "plugins")
    in_wheel = Path(lintbox.__path__[0], "plugins")
    return in_wheel if in_wheel.is_dir() else Path(sys.prefix, "plugins")


def versions() -> dict[str, str]:
    """Return the versions by name, from metadata; imports no plugin."""
    return {name: one.version for name, one in _read_shipped().items()}


@cache
def code_prefixes() -> Mapping[str, str]:
    """Map the code prefixes that plugins register with flake8 to the plugins' names."""
    return {
        entry.name: name
        for name, one in _read_shipped().items()
        for entry in one.entry_points
        if entry.group == "flake8.extension"
    }


class PluginFinder(DistributionFinder):
    """A meta path finder that makes the enabled plugins appear as installed (importlib.metadata).

    Imported modules stay loaded; flake8 does not run them for a profile that does not enable them.
    """

    def __init__(self) -> None:
        self._folder = str(folder())
        self._installed: Mapping[str, Distribution] | None = None
        self._enabled: Mapping[str, Distribution] = {}

    def enable(self, names: Sequence[str]) -> None:
        """Make these plugins visible, and no others.

        Raises:
            PluginNotShippedError
        """
        if names and self._installed is None:  # read once: metadata is slow, and profiles take turns
            self._installed = _read_shipped()
            sys.meta_path.insert(0, self)
        installed = self._installed or {}
        if missing := [name for name in names if name not in installed]:
            raise PluginNotShippedError(f"{', '.join(missing)} is not installed here")
        self._enabled = {name: installed[name] for name in names}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: object = None
    ) -> ModuleSpec | None:
        return PathFinder.find_spec(fullname, [self._folder]) if path is None else None

    def find_distributions(
        self,
        context: DistributionFinder.Context = DistributionFinder.Context(),  # noqa: B008
    ) -> Iterable[Distribution]:
        wanted = context.name and normalize(context.name)
        return [one for name, one in self._enabled.items() if wanted in (None, name)]


def _read_shipped() -> dict[str, Distribution]:
    found = {normalize(one.name): one for one in distributions(path=[str(folder())])}
    return {name: found[name] for name in SHIPPED if name in found}


def normalize(name: str) -> str:
    """Return the normal form of a package name (PEP 503): flake8_simplify is flake8-simplify."""
    return re.sub(r"[-_.]+", "-", name).lower()
