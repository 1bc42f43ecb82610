"""pyflakes with a faster walk through the syntax tree.

pyflakes' own walk dispatches every node, contexts and operators included, tests each call seven times for
helpers of typing, and enters context managers for scopes. Here each common class of node has a small visit
that goes to the relevant children only; all other nodes go to pyflakes' handlers. Except for the seven
messages that ``superset_of_messages`` marks with ``decides``, pyflakes' code reports every message.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES
from pyflakes import checker as stock

from lintbox.lint.quick.names import bindings
from lintbox.lint.quick.names.checker import VISITS, Checker, DoctestFoundError
from lintbox.lint.quick.names.compile_candidates import COMPILER_ERRORS
from lintbox.lint.quick.names.visits import build_table

VISITS.update(build_table())

# A level of the tree takes one or two frames here and up to five in pyflakes. The lowered recursion limit
# makes this walk overflow first, and then flake8 checks the file.
_MAX_DEPTH = 120


def check(
    tree: ast.Module, name: str, builtins: Iterable[str], *, doctests: bool
) -> tuple[list[tuple[int, int, str]], bool]:
    """Return (row, column, ``code text``) as flake8's pyflakes plugin does.

    The second value is whether Python's compiler could refuse the tree.
    """
    try:
        checker = _walk(tree, name, tuple(builtins), doctests=doctests)
        may_be_refused = checker.may_be_refused or not COMPILER_ERRORS.isdisjoint(map(type, checker.messages))
    except DoctestFoundError:  # positions shift in doctests, and they use names of the module
        checker = stock.Checker(tree, name, builtins, withDoctest=True)
        may_be_refused = True
    found = [
        (
            message.lineno,
            getattr(message, "col", 0),
            f"{FLAKE8_PYFLAKES_CODES.get(type(message).__name__, 'F999')} "
            f"{message.message % message.message_args}",
        )
        for message in checker.messages
    ]
    # bindings and scopes refer to each other: breaking the cycles frees the tree at once, so that the garbage
    # collector can stay off
    for scope in checker.deadScopes:
        scope.clear()
    checker._nodeHandlers.clear()  # bound methods
    return found, may_be_refused


def _walk(tree: ast.Module, name: str, builtins: tuple[str, ...], *, doctests: bool) -> Checker:
    shared = bindings.shared_builtins(builtins)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_depth_here() + _MAX_DEPTH)
    try:
        return Checker(tree, name, shared, doctests=doctests)
    finally:
        sys.setrecursionlimit(limit)
        for builtin in shared.values():
            builtin.used = False


def _depth_here() -> int:
    depth = 0
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        depth += 1
    return depth
