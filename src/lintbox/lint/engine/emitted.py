"""Which codes a profile can bring: those of the checkers that it has, less what it leaves out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from lintbox.domain import Profile
from lintbox.lint.engine import options, plugins
from lintbox.lint.engine.categories import CATEGORIES
from lintbox.lint.engine.values import pair

_IGNORED_BY_DEFAULT = (
    "E121",
    "E123",
    "E126",
    "E226",
    "E24",
    "E704",
    "W503",
    "W504",
)  # flake8.defaults.IGNORE
# pycodestyle and mccabe find these only where an option says so
_ON_DEMAND = {"C901": "max-complexity", "E133": "hang-closing", "W505": "max-doc-length"}
_SELECTED_BY_DEFAULT = ("C90", "E", "F", "W")
# what a pattern has to match, to be for every file
_ODD_NAMES = ("a.py", "Zz_9é.py")


class Emitted(NamedTuple):
    """``unknown`` are selected codes that no checker of the profile emits."""

    unknown: tuple[str, ...]
    nothing: bool


def judge(profile: Profile) -> Emitted:
    """Compare what a profile selects with what its checkers emit."""
    values = options.read(profile)
    beginnings = tuple(code for code, plugin in plugins.beginnings().items() if plugin in profile.plugins)
    chosen = _Chosen(values, beginnings)
    selected = [*(chosen.select or ()), *chosen.extend_select]
    stock = {code for code in CATEGORIES if _ON_DEMAND.get(code) is None or _ON_DEMAND[code] in values}
    known = {code[:length] for code in (*stock, *beginnings) for length in range(1, len(code) + 1)}
    of_plugins = [code for code in selected if code.startswith(beginnings)]
    return Emitted(
        tuple(dict.fromkeys(code for code in selected if code not in known and code not in of_plugins)),
        not any(chosen.brings(code) for code in (*stock, *beginnings, *of_plugins)),
    )


class _Chosen:
    """What ``flake8.style_guide.DecisionEngine`` decides by, with sets in place of its long walks."""

    def __init__(self, values: dict[str, options.Value], beginnings: Sequence[str]) -> None:
        self.select = _codes(values, "select")
        self.extend_select = _codes(values, "extend-select") or ()
        ignore = _codes(values, "ignore")
        extend_ignore = (*(_codes(values, "extend-ignore") or ()), *_ignored_everywhere(values))
        self._selected_explicitly = {*(self.select or ()), *self.extend_select}
        self._ignored_explicitly = {*(ignore or ()), *extend_ignore}
        of_default = (*_SELECTED_BY_DEFAULT, *beginnings)
        self._selected = {*(of_default if self.select is None else self.select), *self.extend_select}
        self._ignored = {*(_IGNORED_BY_DEFAULT if ignore is None else ignore), *extend_ignore}

    def brings(self, code: str) -> bool:
        selected, ignored = _longest(code, self._selected), _longest(code, self._ignored)
        if not selected or not ignored:
            return bool(selected)
        chosen = bool(_longest(code, self._selected_explicitly))
        refused = bool(_longest(code, self._ignored_explicitly))
        return chosen if chosen != refused else selected > ignored


def _longest(code: str, among: Collection[str]) -> int:
    """Return the length of the longest beginning of the code that is among these; 0 for none."""
    return next((length for length in range(len(code), 0, -1) if code[:length] in among), 0)


def _codes(values: dict[str, options.Value], name: str) -> tuple[str, ...] | None:
    listed = values.get(name)
    # flake8 takes an empty list of selected codes for none
    return None if not isinstance(listed, list) or (name == "select" and not listed) else tuple(listed)


def _ignored_everywhere(values: dict[str, options.Value]) -> Iterator[str]:
    rows = values.get("per-file-ignores")
    pairs = pair(" ".join(rows)) if isinstance(rows, list) else []
    every = [(name, codes) for name, codes in pairs if all(fnmatchcase(odd, name) for odd in _ODD_NAMES)]
    if every:
        yield from max(every, key=lambda one: len(one[0]))[1]
