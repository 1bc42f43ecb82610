"""Visits to expressions."""

from __future__ import annotations

import ast

from pyflakes import checker as stock
from pyflakes import messages
from pyflakes.checker import FunctionScope

from lintbox.lint.quick.names.checker import VISITS, Checker
from lintbox.lint.quick.names.compile_candidates import repeats_keyword

_TYPING_CALLS = frozenset(
    ("cast", "assert_type", "TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "TypedDict", "NamedTuple")
)
_IS = (ast.Is, ast.IsNot)


def visit_name(checker: Checker, node: ast.Name, parent: ast.AST, depth: int) -> None:
    context = node.ctx.__class__
    if context is ast.Load:
        checker.load(node, parent)
        if parent.__class__ is ast.Call and node.id == "locals":
            scope = checker.scopeStack[-1]
            if isinstance(scope, FunctionScope):
                scope.usesLocals = True
        return
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    if context is ast.Store:
        checker.store(node, node.id, parent)
    else:
        checker.handleNodeDelete(node)


def visit_constant(checker: Checker, node: ast.Constant, parent: ast.AST, depth: int) -> None:
    if checker._in_annotation and node.value.__class__ is str:
        checker._parents[node] = parent
        checker._node_depths[node] = depth
        checker.CONSTANT(node)


def visit_attribute(checker: Checker, node: ast.Attribute, parent: ast.AST, depth: int) -> None:
    value = node.value
    if value.__class__ is ast.Name:
        checker.load(value, parent)
        return
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    VISITS[value.__class__](checker, value, node, depth + 1)


def visit_call(checker: Checker, node: ast.Call, parent: ast.AST, depth: int) -> None:
    function = node.func
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    if len(node.keywords) > 1 and repeats_keyword(node.keywords):
        checker.may_be_refused = True
    if function.__class__ is ast.Attribute and function.attr == "format":
        value = function.value
        if value.__class__ is ast.Constant and value.value.__class__ is str:
            checker._handle_string_dot_format(node)
    if checker.typing_names and checker.typing_name(function) in _TYPING_CALLS:
        checker.nodeDepth = depth
        checker.CALL(node)
        return
    depth += 1
    VISITS[function.__class__](checker, function, node, depth)
    # outside annotations nothing reads constants, and there are many
    skips_constants = not checker._in_annotation
    for child in node.args:
        if not (skips_constants and child.__class__ is ast.Constant):
            VISITS[child.__class__](checker, child, node, depth)
    for keyword in node.keywords:
        checker._parents[keyword] = node
        checker._node_depths[keyword] = depth
        child = keyword.value
        if not (skips_constants and child.__class__ is ast.Constant):
            VISITS[child.__class__](checker, child, keyword, depth + 1)


def visit_subscript(checker: Checker, node: ast.Subscript, parent: ast.AST, depth: int) -> None:
    value = node.value
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    kind = value.__class__
    name = getattr(value, "id", None) or getattr(value, "attr", None)
    if name in ("Literal", "Annotated") or (checker.typing_names and checker.typing_name(value) is not None):
        checker.nodeDepth = depth
        checker.SUBSCRIPT(node)
        return
    depth += 1
    VISITS[kind](checker, value, node, depth)
    child = node.slice
    VISITS[child.__class__](checker, child, node, depth)


def visit_binary(checker: Checker, node: ast.BinOp, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    left = node.left
    if node.op.__class__ is ast.Mod and left.__class__ is ast.Constant and left.value.__class__ is str:
        checker._handle_percent_format(node)
    depth += 1
    VISITS[left.__class__](checker, left, node, depth)
    child = node.right
    VISITS[child.__class__](checker, child, node, depth)


def visit_compare(checker: Checker, node: ast.Compare, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if operator.__class__ in _IS and (
            stock._is_const_non_singleton(left) or stock._is_const_non_singleton(right)
        ):
            checker.report(messages.IsLiteral, node)
        left = right
    left = node.left
    VISITS[left.__class__](checker, left, node, depth)
    for child in node.comparators:
        VISITS[child.__class__](checker, child, node, depth)


def visit_conditional(checker: Checker, node: ast.IfExp, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    test = node.test
    if test.__class__ is ast.Tuple and test.elts:
        checker.report(messages.IfTuple, node)
    for child in (test, node.body, node.orelse):
        VISITS[child.__class__](checker, child, node, depth)


def visit_sequence(checker: Checker, node: ast.Tuple | ast.List, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    if node.ctx.__class__ is ast.Store:
        checker.nodeDepth = depth
        checker.TUPLE(node)
        return
    depth += 1
    skips_constants = not checker._in_annotation
    for child in node.elts:
        if not (skips_constants and child.__class__ is ast.Constant):
            VISITS[child.__class__](checker, child, node, depth)


def visit_fstring(checker: Checker, node: ast.JoinedStr, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    outer = checker._in_fstring
    if not outer and not any(child.__class__ is ast.FormattedValue for child in node.values):
        checker.report(messages.FStringMissingPlaceholders, node)
    checker._in_fstring = True
    depth += 1
    for child in node.values:
        VISITS[child.__class__](checker, child, node, depth)
    checker._in_fstring = outer


def visit_dict(checker: Checker, node: ast.Dict, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    keys = []
    for key in node.keys:
        if key.__class__ is ast.Constant:
            keys.append(key.value)
        elif key.__class__ is ast.Name or key.__class__ is ast.Tuple:
            keys.append(stock.convert_to_value(key))
    if len(keys) != len(set(keys)):
        checker.nodeDepth = depth
        checker.DICT(node)
        return
    depth += 1
    skips_constants = not checker._in_annotation
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None and not (skips_constants and key.__class__ is ast.Constant):
            VISITS[key.__class__](checker, key, node, depth)
        if not (skips_constants and value.__class__ is ast.Constant):
            VISITS[value.__class__](checker, value, node, depth)
