"""Finds explanations of codes, by code or beginning, or the nearest; counts files by code."""

from __future__ import annotations

from difflib import get_close_matches

from lintbox import explanations
from lintbox.domain import UnknownCode, make_visible
from lintbox.explanations import Explanation
from lintbox.storage import reports

_NEAREST = 5
_LIKENESS = 0.5  # of difflib: half of the characters agree


def get(code: str) -> Explanation:
    """Return the explanation of a code, in upper or lower case.

    Raises:
        UnknownCode: with the nearest codes in its sentence.
    """
    found = explanations.find(code.upper())
    if found is None:
        near = list_nearest(code)
        hint = f" The nearest are {', '.join(near)}." if near else ""
        raise UnknownCode(f"There is no code “{make_visible(code, 20)}”.{hint}")
    return found


def list_all(prefix: str = "") -> list[Explanation]:
    """Return the explanations of the codes that begin with the prefix, in upper or lower case."""
    return [get(code) for code in explanations.all_codes() if code.startswith(prefix.upper())]


def count_files(user_id: str) -> dict[str, int]:
    """Return by code in how many of the user's files it stands."""
    return reports.count_files_by_code(user_id)


def list_nearest(code: str) -> list[str]:
    """Return the codes that look most like this one, best first."""
    return get_close_matches(code.upper()[:10], explanations.all_codes(), _NEAREST, _LIKENESS)
