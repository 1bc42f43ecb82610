"""Finds the installed plugins as flake8 does; three times as fast if there are only flake8's own."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from importlib.metadata import EntryPoint, distributions

import flake8
import mccabe
import pycodestyle
import pyflakes
from flake8.plugins import finder
from flake8.plugins.finder import Plugin, PluginOptions


def list_all(config: configparser.RawConfigParser, wanted: PluginOptions) -> list[Plugin]:
    """Return the installed plugins; raises flake8's ExecutionError if a required one is missing."""
    found = set(_entry_points())
    if wanted.require_plugins or not all(_is_stock(point) for point in found):
        plugins: list[Plugin] = finder.find_plugins(config, wanted)
        return plugins
    return sorted(_name(point) for point in found)


def _entry_points() -> Iterator[EntryPoint]:
    for distribution in distributions():
        for point in distribution.entry_points:
            if point.group in finder.FLAKE8_GROUPS:
                yield point


def _is_stock(point: EntryPoint) -> bool:
    return point.module.partition(".")[0] in ("flake8", "mccabe")


def _name(point: EntryPoint) -> Plugin:
    """Name a plugin as flake8 does, with the version of its module: parsing metadata takes 10 ms."""
    if point.group == "flake8.report":
        return Plugin("flake8", flake8.__version__, point)
    if point.name == "F":
        return Plugin("pyflakes", pyflakes.__version__, point)
    if point.name in "EW":
        return Plugin("pycodestyle", pycodestyle.__version__, point)
    return Plugin("mccabe", mccabe.__version__, point)
