"""Which rows could come in another order with another hash seed.

Before it reads a file, pyflakes fills the module's scope with the names of the built-ins, in the order of
a set. What it says of imports comes in the order of that scope: where one statement has two that hide
built-ins, either may be first. All other rows are sorted by their place or by the order of the file.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

from pyflakes.checker import Checker

from lintbox.lint.command_line.outcome import Row

# 'a', 'module.a' or 'module.a as b' in a message: the name that is bound comes last
_BOUND_NAME = re.compile(r"'(?:.*[. ])?(\w+)'")


def follows_hashes(rows: Sequence[Row], more_builtins: Sequence[str] | None) -> bool:
    """``more_builtins`` is flake8's option ``--builtins``."""
    places = Counter(row[2:4] for row in rows if row[0].startswith("F"))
    if places.total() == len(places):
        return False
    builtins = Checker(ast.parse(""), builtins=more_builtins).builtIns
    hiding = [row for row in rows if places[row[2:4]] > 1 and _bound_name(row[4]) in builtins]
    return len(hiding) > len({row[2:4] for row in hiding})


def _bound_name(text: str) -> str | None:
    match = _BOUND_NAME.search(text)
    return match and match[1]
