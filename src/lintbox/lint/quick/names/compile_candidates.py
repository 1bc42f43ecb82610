"""Finds constructs that parse but that Python's compiler could refuse, so that few files are compiled.

Compiling takes a third of the time of a check. Each error in CPython's Python/symtable.c, compile.c
(codegen.c) and future.c is covered by a predicate here or by a message of pyflakes. A false positive only
costs time; a false negative would hide an error.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pyflakes import messages
from pyflakes.checker import ComprehensionScope, FunctionScope, GeneratorScope

from lintbox.lint.quick.names.checker import Checker, Visit

_Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
MayRefuse = Callable[[Checker, Any, ast.AST, int], bool]
"""Takes the arguments of a visit."""

# at most 20 blocks nest (CO_MAXBLOCKS), and a statement takes up to three; comprehensions take the others
_MAX_SAFE_DEPTH = 6
_MAX_SAFE_BLOCKS = 12
_MAX_SAFE_ITEMS = 3
_BLOCKS: dict[type[ast.AST], int] = {
    ast.For: 1,
    ast.While: 1,
    ast.AsyncFor: 1,
    ast.Try: 3,
    ast.With: _MAX_SAFE_ITEMS,
    ast.AsyncWith: _MAX_SAFE_ITEMS,
}
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Module)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)

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
    if node.ctx.__class__ is ast.Store:  # pyflakes has messages for two of them, and for too many names
        return not isinstance(parent, (ast.Tuple, ast.List))
    if node.ctx.__class__ is not ast.Load:
        return True
    return not isinstance(parent, (ast.Call, ast.Tuple, ast.List, ast.Set))


def _of_global(checker: Checker, node: ast.Global, parent: ast.AST, _depth: int) -> bool:
    """A name must not occur before in the function, nor be annotated there."""
    function = checker.function
    if parent is not function or not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return True
    if any("__" in name for name in node.names):  # it may be mangled
        return True
    before = function.body[: function.body.index(node)]
    if any(map(_annotates_or_declares, ast.walk(function))):
        return True
    names = {name for part in (function.args, *before) for name in _words(part)}
    return not names.isdisjoint(node.names)


def _annotates_or_declares(node: ast.AST) -> bool:
    return isinstance(node, (ast.AnnAssign, ast.Nonlocal))


def _words(tree: ast.AST) -> Iterator[str]:
    """Yield every string in a tree: all names, and others."""
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, str):
                yield value.partition(".")[0]  # of "import a.b"
            elif isinstance(value, list):
                yield from (item for item in value if isinstance(item, str))


def _of_named_expression(checker: Checker, _node: ast.AST, parent: ast.AST, _depth: int) -> bool:
    """It may be refused in comprehensions, their iterables, and annotations."""
    while not isinstance(parent, (ast.stmt, ast.mod)):
        if isinstance(parent, (_Comprehension, ast.comprehension)):
            return True
        parent = checker._parents[parent]
    return bool(checker._in_annotation)


def _of_yield(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return not _is_directly_in(checker, ast.FunctionDef)


def _of_await(checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> bool:
    return not _is_directly_in(checker, ast.AsyncFunctionDef)


def _of_async_for(checker: Checker, node: ast.AsyncFor, parent: ast.AST, depth: int) -> bool:
    return _of_await(checker, node, parent, depth) or _of_block(checker, node, parent, depth)


def _of_async_with(checker: Checker, node: ast.AsyncWith, parent: ast.AST, depth: int) -> bool:
    return _of_await(checker, node, parent, depth) or _of_with(checker, node, parent, depth)


def _is_directly_in(checker: Checker, kind: type[ast.AST]) -> bool:
    in_function = checker.scopeStack[-1].__class__ is FunctionScope and not checker._in_annotation
    return in_function and checker.function.__class__ is kind


def _of_jump(checker: Checker, node: ast.AST, parent: ast.AST, _depth: int) -> bool:
    """pyflakes looks for the loop, but also outside an ``async def``."""
    if checker.function.__class__ is not ast.AsyncFunctionDef:
        return False
    while not isinstance(parent, _SCOPES):
        if isinstance(parent, _LOOPS) and node not in parent.orelse:
            return False
        node, parent = parent, checker._parents[parent]
    return True


def _of_block(checker: Checker, node: ast.AST, parent: ast.AST, depth: int) -> bool:
    if depth <= _MAX_SAFE_DEPTH:
        return False
    blocks = _BLOCKS[node.__class__]
    while not isinstance(parent, _SCOPES):
        blocks += _BLOCKS.get(parent.__class__, 0)
        parent = checker._parents[parent]
    return blocks > _MAX_SAFE_BLOCKS


def _of_with(checker: Checker, node: ast.With | ast.AsyncWith, parent: ast.AST, depth: int) -> bool:
    return len(node.items) > _MAX_SAFE_ITEMS or _of_block(checker, node, parent, depth)


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
    ast.Global: _of_global,
    ast.Nonlocal: _always,
    ast.NamedExpr: _of_named_expression,
    ast.Match: _always,
    ast.TryStar: _always,
    ast.Starred: _of_starred,
    ast.Yield: _of_yield,
    ast.YieldFrom: _of_yield,
    ast.Await: _of_await,
    ast.AsyncFor: _of_async_for,
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
