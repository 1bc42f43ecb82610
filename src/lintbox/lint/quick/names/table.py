"""The visits by class of node; ``visits`` fills it, all others look into it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lintbox.lint.quick.names.checker import Checker

# a node's fields differ by its class, which is the key: no type says so
Visit = Callable[["Checker", Any, ast.AST, int], None]
"""Takes the checker, the node, its parent, and how deep it is, as pyflakes counts."""

VISITS: dict[type[ast.AST], Visit] = {}
