"""Compares the codes that a profile selects with those that its checkers emit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from lintbox.domain import Profile
from lintbox.lint.engine import options, plugins
from lintbox.lint.engine.categories import CATEGORIES
from lintbox.lint.engine.option_values import parse_pairs

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
# pycodestyle and mccabe report these only with an option
_ON_DEMAND = {"C901": "max-complexity", "E133": "hang-closing", "W505": "max-doc-length"}
_SELECTED_BY_DEFAULT = ("C90", "E", "F", "W")
# a pattern that matches all of these is taken to match every file
_ODD_NAMES = ("a.py", "Zz_9é.py")


class Emitted(NamedTuple):
    """``unknown`` are selected codes that no checker emits; ``nothing`` is True if no code is reported."""

    unknown: tuple[str, ...]
    nothing: bool


def analyze(profile: Profile) -> Emitted:
    """Return which selected codes can never be reported."""
    values = options.from_profile(profile)
    code_prefixes = tuple(
        code for code, plugin in plugins.code_prefixes().items() if plugin in profile.plugins
    )
    decider = _Decider(values, code_prefixes)
    selected = [*(decider.select or ()), *decider.extend_select]
    stock = {code for code in CATEGORIES if _ON_DEMAND.get(code) is None or _ON_DEMAND[code] in values}
    known = {code[:length] for code in (*stock, *code_prefixes) for length in range(1, len(code) + 1)}
    of_plugins = [code for code in selected if code.startswith(code_prefixes)]
    return Emitted(
        tuple(dict.fromkeys(code for code in selected if code not in known and code not in of_plugins)),
        not any(decider.reports(code) for code in (*stock, *code_prefixes, *of_plugins)),
    )


class _Decider:
    """Decides like ``flake8.style_guide.DecisionEngine``, with set lookups in place of linear searches."""

    def __init__(self, values: dict[str, options.Value], code_prefixes: Sequence[str]) -> None:
        self.select = _codes(values, "select")
        self.extend_select = _codes(values, "extend-select") or ()
        ignore = _codes(values, "ignore")
        extend_ignore = (*(_codes(values, "extend-ignore") or ()), *_ignored_everywhere(values))
        self._selected_explicitly = {*(self.select or ()), *self.extend_select}
        self._ignored_explicitly = {*(ignore or ()), *extend_ignore}
        default_codes = (*_SELECTED_BY_DEFAULT, *code_prefixes)
        self._selected = {*(default_codes if self.select is None else self.select), *self.extend_select}
        self._ignored = {*(_IGNORED_BY_DEFAULT if ignore is None else ignore), *extend_ignore}

    def reports(self, code: str) -> bool:
        selected, ignored = _longest(code, self._selected), _longest(code, self._ignored)
        if not selected or not ignored:
            return bool(selected)
        decider = bool(_longest(code, self._selected_explicitly))
        refused = bool(_longest(code, self._ignored_explicitly))
        return decider if decider != refused else selected > ignored


def _longest(code: str, among: Collection[str]) -> int:
    """Return the length of the longest prefix of the code that is among these; 0 for none."""
    return next((length for length in range(len(code), 0, -1) if code[:length] in among), 0)


def _codes(values: dict[str, options.Value], name: str) -> tuple[str, ...] | None:
    listed = values.get(name)
    # flake8 treats an empty --select like a missing one
    return None if not isinstance(listed, list) or (name == "select" and not listed) else tuple(listed)


def _ignored_everywhere(values: dict[str, options.Value]) -> Iterator[str]:
    rows = values.get("per-file-ignores")
    pairs = parse_pairs(" ".join(rows)) if isinstance(rows, list) else []
    matching = [(name, codes) for name, codes in pairs if all(fnmatchcase(odd, name) for odd in _ODD_NAMES)]
    if matching:
        yield from max(matching, key=lambda one: len(one[0]))[1]
