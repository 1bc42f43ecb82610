"""Visits to statements."""

from __future__ import annotations

import ast

from pyflakes import messages
from pyflakes.checker import ClassScope, ModuleScope

from lintbox.lint.quick.names.checker import VISITS, Checker
from lintbox.lint.quick.names.functions import BARE, visit_annotations


def visit_expression(checker: Checker, node: ast.Expr, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    value = node.value
    VISITS[value.__class__](checker, value, node, depth + 1)


def visit_assign(checker: Checker, node: ast.Assign, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    value = node.value
    VISITS[value.__class__](checker, value, node, depth)
    for child in node.targets:
        VISITS[child.__class__](checker, child, node, depth)


def visit_augmented(checker: Checker, node: ast.AugAssign, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    target = node.target
    if isinstance(target, ast.Name):
        checker.load(target, node)
    value = node.value
    VISITS[value.__class__](checker, value, node, depth)
    VISITS[target.__class__](checker, target, node, depth)


def visit_annotated(checker: Checker, node: ast.AnnAssign, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    annotation, value, target = node.annotation, node.value, node.target
    visit_annotations(checker, (annotation,), node, depth)
    if value is not None:
        outer = checker._in_annotation
        if checker.typing_names and checker.typing_name(annotation) == "TypeAlias":
            checker._in_annotation = BARE
        VISITS[value.__class__](checker, value, node, depth)
        checker._in_annotation = outer
    VISITS[target.__class__](checker, target, node, depth)


def visit_if(checker: Checker, node: ast.If, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    test = node.test
    if test.__class__ is ast.Tuple and test.elts:
        checker.report(messages.IfTuple, node)
    VISITS[test.__class__](checker, test, node, depth)
    for child in node.body:
        VISITS[child.__class__](checker, child, node, depth)
    for child in node.orelse:
        VISITS[child.__class__](checker, child, node, depth)


def visit_for(checker: Checker, node: ast.For | ast.AsyncFor, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    iterable, target = node.iter, node.target
    VISITS[iterable.__class__](checker, iterable, node, depth)
    VISITS[target.__class__](checker, target, node, depth)
    for child in node.body:
        VISITS[child.__class__](checker, child, node, depth)
    for child in node.orelse:
        VISITS[child.__class__](checker, child, node, depth)


def visit_return(checker: Checker, node: ast.Return, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    if isinstance(checker.scopeStack[-1], (ClassScope, ModuleScope)):
        checker.report(messages.ReturnOutsideFunction, node)
        return
    value = node.value
    if value is not None:
        VISITS[value.__class__](checker, value, node, depth + 1)
