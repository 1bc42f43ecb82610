"""What each code means, as data: a TOML file per tool or family of codes, with a table per code.

A file is named after its tool: ``pyflakes.toml``, or ``pycodestyle.e1.toml`` for one family of several.
CONTRIBUTING.md describes the fields; tests/explanations checks each example with the real engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Source(NamedTuple):
    """Where a rule comes from, or is explained further."""

    title: str
    url: str


class Explanation(NamedTuple):
    """One code. ``before`` and ``after`` are whole modules, of which only the first is reported."""

    code: str
    plugin: str
    """What reports the code: ``pycodestyle``, ``flake8-bugbear``."""
    title: str
    why: str
    before: str
    after: str
    silence: str
    sources: tuple[Source, ...]
    related: tuple[str, ...] = ()
    default: bool = True
    """Whether flake8 reports the code without an option, if the plugin is enabled."""
    options: tuple[str, ...] = ()
    """Arguments of flake8 that the example needs."""
    name: str = "example.py"
    """The file name that the example needs."""
    name_after: str | None = None
    """The file name of ``after``, if it differs."""
    python: str | None = None
    """The first version of Python that reads the example, if it is not every supported one."""
    until: str | None = None
    """The last version of Python that reports the code, if later ones report E999 in its place."""
    accompanied: Mapping[str, str] = {}
    """Further codes in ``before``, each with the reason why they cannot be avoided."""
    never: str | None = None
    """Why the installed versions never report the code."""


def find(code: str) -> Explanation | None:
    return _parse_all().get(code)


def all_codes() -> tuple[str, ...]:
    """Return every explained code, sorted."""
    return tuple(_parse_all())


@cache
def _parse_all() -> Mapping[str, Explanation]:
    """Parse the files once, and not before they are needed: it takes some tenths of a second."""
    parsed = [one for name, text in _TEXTS.items() for one in _parse(name.partition(".")[0], text)]
    return {one.code: one for one in sorted(parsed)}


def _parse(plugin: str, text: str) -> Iterator[Explanation]:
    for code, fields in tomllib.loads(text).items():
        for prose in ("why", "silence"):  # written over several lines
            fields[prose] = " ".join(fields[prose].split())
        fields["sources"] = tuple(Source(**source) for source in fields["sources"])
        for listed in ("related", "options"):
            fields[listed] = tuple(fields.get(listed, ()))
        yield Explanation(code, plugin, **fields)


def _read_texts() -> dict[str, str]:
    return {
        file.name: file.read_text("utf-8")
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
    }


# read at import: a temporary-file cleaner may delete the binary's unpacked folder later
_TEXTS = _read_texts()
