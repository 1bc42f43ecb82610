"""pyflakes with a quicker walk; every judgement is still its own.

The stock checker dispatches every node, contexts and operators included, asks seven times for each call
whether it is a typing helper, and enters context managers for scopes. Here each common node has a small
visit that goes to just the children that matter; all other nodes go to the stock handlers.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES
from pyflakes import checker as stock

from lintbox.lint.quick.names import bindings
from lintbox.lint.quick.names.checker import Checker, ExamplesError
from lintbox.lint.quick.names.compile_candidates import TOLD
from lintbox.lint.quick.names.visits import fill_table

fill_table()

# a level of the tree takes one or two calls here and up to five in pyflakes: where it could run out of
# calls, we do, and it has the word
_DEEPEST = 120


def check(
    tree: ast.Module, name: str, builtins: Iterable[str], *, doctests: bool
) -> tuple[list[tuple[int, int, str]], bool]:
    """Return (row, column, ``code text``) as flake8's plugin for pyflakes yields them.

    And whether Python's compiler could refuse the tree.
    """
    try:
        checker = _walk(tree, name, tuple(builtins), doctests=doctests)
        may_be_refused = checker.may_be_refused or not TOLD.isdisjoint(map(type, checker.messages))
    except ExamplesError:  # places shift in them, and names of the module are theirs, too
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
    # a binding knows the scope that used it: without these cycles the tree is freed at once, and the
    # garbage collector can stay off
    for scope in checker.deadScopes:
        scope.clear()
    checker._nodeHandlers.clear()  # bound methods
    return found, may_be_refused


def _walk(tree: ast.Module, name: str, builtins: tuple[str, ...], *, doctests: bool) -> Checker:
    shared = bindings.of_builtins(builtins)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_depth_here() + _DEEPEST)
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
