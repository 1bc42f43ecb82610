"""Finds rows whose order depends on the hash seed.

Before it reads a file, pyflakes fills the module's scope with the built-in names, in set order. Messages
about imports follow the order of that scope: if one statement imports two names that shadow built-ins,
either may come first. All other rows are sorted by position or follow the order of the file.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence

from pyflakes.checker import Checker

from lintbox.lint.command_line.checker import Row

# 'a', 'module.a' or 'module.a as b' in a message: the bound name comes last
_BOUND_NAME = re.compile(r"'(?:.*[. ])?(\w+)'")


def depends_on_hash_seed(rows: Sequence[Row], more_builtins: Sequence[str] | None) -> bool:
    """Return whether the order of these rows may change; ``more_builtins`` is flake8's ``--builtins``."""
    positions = Counter(row[2:4] for row in rows if row[0].startswith("F"))
    if positions.total() == len(positions):
        return False
    builtins = Checker(ast.parse(""), builtins=more_builtins).builtIns
    shadowing = [row for row in rows if positions[row[2:4]] > 1 and _bound_name(row[4]) in builtins]
    return len(shadowing) > len({row[2:4] for row in shadowing})


def _bound_name(text: str) -> str | None:
    match = _BOUND_NAME.search(text)
    return match and match[1]
