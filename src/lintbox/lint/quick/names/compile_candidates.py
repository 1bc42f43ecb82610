"""Finds constructs that parse but that Python's compiler could refuse, so that few files are compiled.

Compiling takes a third of the time of a check. Each error in CPython's Python/symtable.c, compile.c
(codegen.c) and future.c is covered by a predicate here or by a message of pyflakes. A false positive only
costs time; a false negative would hide an error.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from typing import Any

from pyflakes import messages
from pyflakes.checker import ComprehensionScope, FunctionScope, GeneratorScope

from lintbox.lint.quick.names.checker import Checker, Visit

_Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
MayRefuse = Callable[[Checker, Any, ast.AST, int], bool]
"""Takes the arguments of a visit."""

# at most 20 blocks nest (CO_MAXBLOCKS), and a statement takes up to three
_MAX_SAFE_DEPTH = 6
_MAX_SAFE_ITEMS = 3

COMPILER_ERRORS = frozenset(
    (
        *(messages.ReturnOutsideFunction, messages.YieldOutsideFunction, messages.ContinueOutsideLoop),
        *(messages.BreakOutsideLoop, messages.DefaultExceptNotLast, messages.DuplicateArgument),
        *(messages.LateFutureImport, messages.FutureFeatureNotDefined, messages.ImportStarNotPermitted),
        *(messages.TwoStarredExpressions, messages.TooManyExpressionsInStarredAssignment),
    )
)
"""pyflakes' messages about errors of the compiler."""


def _always(_checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return True


def _of_starred(_checker: Checker, node: ast.Starred, parent: ast.AST, _depth: int) -> bool:
    if node.ctx.__class__ is not ast.Load:
        return True
    return not isinstance(parent, (ast.Call, ast.Tuple, ast.List, ast.Set))


def _of_yield(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return not _is_directly_in(checker, ast.FunctionDef)


def _of_await(checker: Checker, _node: ast.AST, _parent: ast.AST, depth: int) -> bool:
    return not _is_directly_in(checker, ast.AsyncFunctionDef) or depth > _MAX_SAFE_DEPTH


def _of_async_with(checker: Checker, node: ast.AsyncWith, parent: ast.AST, depth: int) -> bool:
    return _of_await(checker, node, parent, depth) or _of_with(checker, node, parent, depth)


def _is_directly_in(checker: Checker, kind: type[ast.AST]) -> bool:
    in_function = checker.scopeStack[-1].__class__ is FunctionScope and not checker._in_annotation
    return in_function and checker.function.__class__ is kind


def _of_jump(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return (
        checker.function.__class__ is ast.AsyncFunctionDef
    )  # pyflakes looks for a loop outside the function, too


def _of_block(_checker: Checker, _node: ast.AST, _parent: ast.AST, depth: int) -> bool:
    return depth > _MAX_SAFE_DEPTH


def _of_with(_checker: Checker, node: ast.With | ast.AsyncWith, _parent: ast.AST, depth: int) -> bool:
    return depth > _MAX_SAFE_DEPTH or len(node.items) > _MAX_SAFE_ITEMS


def _of_lazy(_checker: Checker, node: ast.Import | ast.ImportFrom, _parent: ast.AST, _depth: int) -> bool:
    return bool(getattr(node, "is_lazy", False))  # since Python 3.15; refused in functions, classes and try


def _of_import(checker: Checker, node: ast.ImportFrom, parent: ast.AST, depth: int) -> bool:
    if _of_lazy(checker, node, parent, depth):
        return True
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
    if depth > _MAX_SAFE_DEPTH and isinstance(checker.scopeStack[-1], (ComprehensionScope, GeneratorScope)):
        return True  # it takes a block, too
    return any(generator.is_async for generator in node.generators)


_MAY_REFUSE: dict[type[ast.AST], MayRefuse] = {
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
    _MAY_REFUSE |= dict.fromkeys((ast.TypeAlias, ast.TypeVar, ast.ParamSpec, ast.TypeVarTuple), _always)
if sys.version_info >= (3, 15):
    _MAY_REFUSE[ast.Import] = _of_lazy


def noting_refusals(kind: type[ast.AST], visit: Visit) -> Visit:
    """Wrap a visit: note first whether the compiler could refuse the node."""
    may_refuse = _MAY_REFUSE.get(kind)
    if may_refuse is None:
        return visit

    def note_and_visit(checker: Checker, node: ast.AST, parent: ast.AST, depth: int) -> None:
        if not checker.may_be_refused and may_refuse(checker, node, parent, depth):
            checker.may_be_refused = True
        visit(checker, node, parent, depth)

    return note_and_visit
