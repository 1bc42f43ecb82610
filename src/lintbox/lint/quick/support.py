"""Where the fast path is proved to say what flake8 says: Pythons, versions, plugins and options."""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from lintbox.lint.quick.fallback import FallbackReason

if TYPE_CHECKING:
    from flake8.plugins.finder import Plugins


class Versions(NamedTuple):
    """Of the four packages that make a stock flake8."""

    flake8: str
    pycodestyle: str
    pyflakes: str
    mccabe: str


PROVED = Versions("7.5.0", "2.15.0", "4.1.0", "0.7.0")
"""Raised by the steps in docs/upgrading-flake8.md only."""
# before 3.11.5 possessive repeats may match wrongly (CPython gh-106052)
_FIRST_PYTHON, _END_OF_PYTHONS = (3, 11, 5), (3, 14)


def find_obstacle(installed: Versions) -> str | None:
    """Return in words why the fast path is off for this interpreter and these versions; None if it is on."""
    if sys.implementation.name != "cpython":
        return f"it is proved for CPython, this is {platform.python_implementation()}"
    if not _FIRST_PYTHON <= sys.version_info < _END_OF_PYTHONS:
        first, end = (".".join(map(str, version)) for version in (_FIRST_PYTHON, _END_OF_PYTHONS))
        return f"it is proved for Python {first} and later, before {end}; this is {platform.python_version()}"
    for name, proved, here in zip(Versions._fields, PROVED, installed, strict=True):
        if here != proved:
            return f"it is proved for {name} {proved}, this is {here}"
    return None


def find_reason(installed: Versions, plugins: Plugins, options: Namespace) -> FallbackReason | None:
    """Return why flake8 itself has to check every file with these plugins and options, if it has to."""
    if find_obstacle(installed):
        return FallbackReason.VERSIONS
    if not {plugin.plugin.package for plugin in plugins.all_plugins()}.issubset(Versions._fields):
        return FallbackReason.PLUGINS
    if options.per_file_ignores:
        return FallbackReason.OPTIONS
    return None
