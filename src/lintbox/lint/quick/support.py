"""Where the fast path is proved to equal flake8: Python versions, package versions, plugins and options."""

from __future__ import annotations

import platform
import re
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from lintbox.lint.quick.fallback import FallbackReason

if TYPE_CHECKING:
    from flake8.plugins.finder import Plugins


class Versions(NamedTuple):
    """The versions of the four packages of a stock flake8."""

    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str


STOCK_PACKAGES = frozenset(Versions._fields)
PROVED = Versions("7.5.0", "2.15.0", "4.1.0", "0.7.0")
"""Change this by the steps in docs/upgrading-flake8.md only."""
# before 3.11.5, possessive repeats may match wrongly (CPython gh-106052)
_FIRST_PYTHON, _END_OF_PYTHONS = (3, 11, 5), (3, 16)
_RELEASE = re.compile(r"[0-9.]+\+?")  # not 3.15.0rc1


def find_obstacle(installed: Versions, python: str) -> str | None:
    """Return why the fast path is off for a version of CPython and these packages; None if it is on."""
    if sys.implementation.name != "cpython":
        return f"it is proved for CPython, this is {platform.python_implementation()}"
    numbers = tuple(int(part) for part in re.findall(r"\d+", python)[:3])
    if not _FIRST_PYTHON <= numbers < _END_OF_PYTHONS:
        first, end = (".".join(map(str, version)) for version in (_FIRST_PYTHON, _END_OF_PYTHONS))
        return f"it is proved for Python {first} and later, before {end}; this is {python}"
    if not _RELEASE.fullmatch(python):
        return f"it is proved for releases of Python; this is {python}"
    for name, proved, actual in zip(Versions._fields, PROVED, installed, strict=True):
        if actual != proved:
            return f"it is proved for {name} {proved}, this is {actual}"
    return None


def find_reason(installed: Versions, plugins: Plugins, options: Namespace) -> FallbackReason | None:
    """Return why flake8 itself has to check every file with these plugins and options; None if not."""
    if find_obstacle(installed, sys.version.split()[0]):
        return FallbackReason.VERSIONS
    if not STOCK_PACKAGES.issuperset(plugin.plugin.package for plugin in plugins.all_plugins()):
        return FallbackReason.PLUGINS
    if options.per_file_ignores:
        return FallbackReason.OPTIONS
    return None
