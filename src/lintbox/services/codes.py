"""The codes of flake8 and of the shipped plugins, each with its explanation."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

from lintbox import explanations
from lintbox.domain import Category, UnknownCode, make_visible
from lintbox.explanations import Source
from lintbox.lint.engine.categories import category_of

_NEAREST = 5
_LIKENESS = 0.5  # of difflib: half of the characters agree


class Code(NamedTuple):
    """A code with its explanation; ``options`` are arguments of flake8 without which it is not reported."""

    code: str
    title: str
    category: Category
    plugin: str
    default: bool
    why: str
    before: str
    after: str
    silence: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    options: tuple[str, ...]
    python: str | None
    never: str | None


def get(code: str) -> Code:
    """Return a code, in any case.

    Raises:
        UnknownCode: with the nearest codes in its sentence.
    """
    found = explanations.find(code.upper())
    if found is None:
        near = find_nearest(code)
        hint = f" The nearest are {', '.join(near)}." if near else ""
        raise UnknownCode(f"There is no code “{make_visible(code, 20)}”.{hint}")
    return Code(
        found.code,
        found.title,
        category_of(found.code),
        found.tool,
        found.default,
        found.why,
        found.before,
        found.after,
        found.silence,
        found.sources,
        found.related,
        found.options,
        found.python or None,
        found.never or None,
    )


def list_all(prefix: str = "") -> list[Code]:
    """Return the codes that begin so, in any case; all codes by default."""
    return [get(code) for code in explanations.all_codes() if code.startswith(prefix.upper())]


def find_nearest(code: str) -> list[str]:
    """Return the codes that look most like this one, best first."""
    return get_close_matches(code.upper()[:10], explanations.all_codes(), _NEAREST, _LIKENESS)
