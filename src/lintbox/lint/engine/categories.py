"""Assigns each code to one of six categories: a table for stock codes, prefixes for codes of plugins."""

from __future__ import annotations

from collections.abc import Mapping

from lintbox.domain import Category

_CODES = {
    Category.WILL_NOT_RUN: """
        E901 E902 E999
        F701 F702 F704 F706 F707 F708 F709 F721 F722
    """,
    Category.LIKELY_BUG: """
        E711 E712 E713 E714 E721 E722
        F402 F403 F404 F405 F406 F407
        F501 F502 F503 F504 F505 F506 F507 F508 F509 F521 F522 F523 F524 F525
        F601 F602 F621 F622 F631 F632 F633 F634
        F811 F821 F822 F823 F831 F851 F901
        W605
    """,
    Category.UNUSED: "F401 F541 F542 F824 F841 F842",
    Category.COMPLEXITY: "C901",
    Category.NAMES_DOCS: "E741 E742 E743",
    Category.LAYOUT: """
        E101 E111 E112 E113 E114 E115 E116 E117 E121 E122 E123 E124 E125 E126 E127 E128 E129 E131 E133
        E201 E202 E203 E204 E211 E221 E222 E223 E224 E225 E226 E227 E228 E231 E241 E242 E251 E252
        E261 E262 E265 E266 E271 E272 E273 E274 E275
        E301 E302 E303 E304 E305 E306 E401 E402 E501 E502 E701 E702 E703 E704 E731
        W191 W291 W292 W293 W391 W503 W504 W505
    """,
}

CATEGORIES: Mapping[str, Category] = {
    code: category for category, codes in _CODES.items() for code in codes.split()
}
"""Every code of flake8, pycodestyle, pyflakes and mccabe."""

# Prefixes of plugins' codes; the longest match counts. Unknown codes are layout, so as not to look like bugs.
_PLUGIN_PREFIXES = {
    Category.WILL_NOT_RUN: "E9",
    Category.LIKELY_BUG: """
        F A B S
        B902 I251 N804 N805 SIM115 SIM222 SIM223
        PT010 PT011 PT012 PT014 PT015 PT017 PT025 PT028 PT029 PT030 PT031
    """,
    Category.UNUSED: "B007 B018 I250 PT026",
    Category.COMPLEXITY: "C SIM PT B009 B010 B013 B043 B903",
    Category.NAMES_DOCS: "D N A002 A003 PT004 PT005 PT013 PT019",
    Category.LAYOUT: "I B950 PT001 PT003 PT006 PT007 PT023",
}
_PREFIXES = {
    prefix: category for category, prefixes in _PLUGIN_PREFIXES.items() for prefix in prefixes.split()
}


def category_of(code: str) -> Category:
    """Return the category of any code; unknown codes are layout."""
    known = CATEGORIES.get(code)
    if known:
        return known
    matching = [prefix for prefix in _PREFIXES if code.startswith(prefix)]
    return _PREFIXES[max(matching, key=len)] if matching else Category.LAYOUT
