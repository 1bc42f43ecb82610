"""What Python's compiler could refuse although it parses: noted on the walk, so that few files are compiled.

Compiling takes a third of the time of a whole check. Each error of CPython's Python/symtable.c, compile.c
(codegen.c) and future.c has a visit here that has doubts about its construct, or is one of pyflakes' own
messages. Doubts may be wrong; to have none may not.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pyflakes import messages
from pyflakes.checker import ComprehensionScope, FunctionScope, GeneratorScope

from lintbox.lint.quick.names.table import Visit

if TYPE_CHECKING:
    from lintbox.lint.quick.names.checker import Checker

_Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
Doubts = Callable[["Checker", Any, ast.AST, int], bool]
"""Takes what a visit takes."""

# 20 blocks may nest (CO_MAXBLOCKS), and one statement makes up to three
_NESTED_SURELY = 6
_MOST_ITEMS = 3

TOLD = frozenset(
    (
        *(messages.ReturnOutsideFunction, messages.YieldOutsideFunction, messages.ContinueOutsideLoop),
        *(messages.BreakOutsideLoop, messages.DefaultExceptNotLast, messages.DuplicateArgument),
        *(messages.LateFutureImport, messages.FutureFeatureNotDefined, messages.ImportStarNotPermitted),
        *(messages.TwoStarredExpressions, messages.TooManyExpressionsInStarredAssignment),
    )
)
"""Messages of pyflakes, reported or not, about what the compiler refuses, too."""


def _always(_checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return True


def _of_starred(_checker: Checker, node: ast.Starred, parent: ast.AST, _depth: int) -> bool:
    if node.ctx.__class__ is not ast.Load:
        return True
    return not isinstance(parent, (ast.Call, ast.Tuple, ast.List, ast.Set))


def _of_yield(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return not _is_directly_in(checker, ast.FunctionDef)


def _of_await(checker: Checker, _node: ast.AST, _parent: ast.AST, depth: int) -> bool:
    return not _is_directly_in(checker, ast.AsyncFunctionDef) or depth > _NESTED_SURELY


def _of_async_with(checker: Checker, node: ast.AsyncWith, parent: ast.AST, depth: int) -> bool:
    return _of_await(checker, node, parent, depth) or _of_with(checker, node, parent, depth)


def _is_directly_in(checker: Checker, kind: type[ast.AST]) -> bool:
    in_function = checker.scopeStack[-1].__class__ is FunctionScope and not checker._in_annotation
    return in_function and checker.function.__class__ is kind


def _of_jump(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return checker.function.__class__ is ast.AsyncFunctionDef  # pyflakes looks through it for a loop


def _of_block(_checker: Checker, _node: ast.AST, _parent: ast.AST, depth: int) -> bool:
    return depth > _NESTED_SURELY


def _of_with(_checker: Checker, node: ast.With | ast.AsyncWith, _parent: ast.AST, depth: int) -> bool:
    return depth > _NESTED_SURELY or len(node.items) > _MOST_ITEMS


def _of_import(_checker: Checker, node: ast.ImportFrom, parent: ast.AST, _depth: int) -> bool:
    if node.module != "__future__":
        return False
    if node.level or not isinstance(parent, ast.Module):
        return True
    first, *others = parent.body[:2]
    return not (node is first or (node in others and ast.get_docstring(parent, clean=False) is not None))


def _of_class(_checker: Checker, node: ast.ClassDef, _parent: ast.AST, _depth: int) -> bool:
    return repeats_keyword(node.keywords)


def repeats_keyword(keywords: Sequence[ast.keyword]) -> bool:
    return len(keywords) > 1 and len({keyword.arg for keyword in keywords}) < len(keywords)


def _of_comprehension(checker: Checker, node: _Comprehension, _parent: ast.AST, depth: int) -> bool:
    if depth > _NESTED_SURELY and isinstance(checker.scopeStack[-1], (ComprehensionScope, GeneratorScope)):
        return True  # it is a block, too
    return any(generator.is_async for generator in node.generators)


_DOUBTS: dict[type[ast.AST], Doubts] = {
    ast.Global: _always,
    ast.Nonlocal: _always,
    ast.NamedExpr: _always,
    ast.Match: _always,
    ast.TryStar: _always,
    ast.Starred: _of_starred,
    ast.Yield: _of_yield,
    ast.YieldFrom: _of_yield,
    ast.Await: _of_await,
    ast.AsyncFor: _of_await,
    ast.AsyncWith: _of_async_with,
    ast.Break: _of_jump,
    ast.Continue: _of_jump,
    ast.For: _of_block,
    ast.While: _of_block,
    ast.Try: _of_block,
    ast.With: _of_with,
    ast.ImportFrom: _of_import,
    ast.ClassDef: _of_class,
    ast.GeneratorExp: _of_comprehension,
    ast.ListComp: _of_comprehension,
    ast.SetComp: _of_comprehension,
    ast.DictComp: _of_comprehension,
}
if sys.version_info >= (3, 12):
    _DOUBTS |= dict.fromkeys((ast.TypeAlias, ast.TypeVar, ast.ParamSpec, ast.TypeVarTuple), _always)


def doubting(kind: type[ast.AST], visit: Visit) -> Visit:
    """Return the visit to this kind of node that notes first whether the compiler could refuse it."""
    doubts = _DOUBTS.get(kind)
    if doubts is None:
        return visit

    def doubt_and_visit(checker: Checker, node: ast.AST, parent: ast.AST, depth: int) -> None:
        if not checker.may_be_refused and doubts(checker, node, parent, depth):
            checker.may_be_refused = True
        visit(checker, node, parent, depth)

    return doubt_and_visit
