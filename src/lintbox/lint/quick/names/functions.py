"""Visits to nodes with their own scope: functions, classes, comprehensions."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from pyflakes import checker as stock
from pyflakes import messages
from pyflakes.checker import (
    Argument,
    ClassDefinition,
    ClassScope,
    FunctionDefinition,
    Scope,
    TypeScope,
)

from lintbox.lint.quick.names.checker import VISITS, Checker, Visit

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_HAS_TYPE_SCOPE = sys.version_info >= (3, 12)
_POSTPONED = sys.version_info >= (3, 14)
BARE = stock.AnnotationState.BARE


def visit_function(checker: Checker, node: _Function, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    if checker.withDoctest:
        checker.check_for_doctests(node)
    for child in node.decorator_list:
        VISITS[child.__class__](checker, child, node, depth + 1)
    if _HAS_TYPE_SCOPE:
        _enter_type_scope(checker, node, depth + 1)
    _visit_signature(checker, node, depth + 1)
    if _HAS_TYPE_SCOPE:
        checker.deadScopes.append(checker.scopeStack.pop())
    checker.addBinding(node, FunctionDefinition(node.name, node))


def visit_lambda(checker: Checker, node: ast.Lambda, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    _visit_signature(checker, node, depth + 1)


def visit_arguments(checker: Checker, node: ast.arguments, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    every = node.posonlyargs + node.args
    if node.vararg:
        every.append(node.vararg)
    every += node.kwonlyargs
    if node.kwarg:
        every.append(node.kwarg)
    for child in every:
        checker._parents[child] = node
        checker._node_depths[child] = depth
        checker.addBinding(child, Argument(child.arg, child))
        if child.arg[:2] == "__" and _may_equal_another(child.arg, every):
            checker.may_be_refused = True


def _may_equal_another(name: str, arguments: Sequence[ast.arg]) -> bool:
    """Return whether another argument may have the same name inside a class, where names are mangled."""
    return any(other.arg != name and other.arg.endswith(name) for other in arguments)


def visit_class(checker: Checker, node: ast.ClassDef, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    stack = checker.scopeStack
    if checker.withDoctest:
        checker.check_for_doctests(node)
    for child in node.decorator_list:
        VISITS[child.__class__](checker, child, node, depth)
    if _HAS_TYPE_SCOPE:
        _enter_type_scope(checker, node, depth)
    for child in node.bases:
        VISITS[child.__class__](checker, child, node, depth)
    for keyword in node.keywords:
        VISITS[keyword.__class__](checker, keyword, node, depth)
    stack.append(ClassScope())
    for statement in node.body:
        VISITS[statement.__class__](checker, statement, node, depth)
    checker.deadScopes.append(stack.pop())
    if _HAS_TYPE_SCOPE:
        checker.deadScopes.append(stack.pop())
    checker.addBinding(node, ClassDefinition(node.name, node))


def visit_comprehension(checker: Checker, node: ast.comprehension, parent: ast.AST, depth: int) -> None:
    checker._parents[node] = parent
    checker._node_depths[node] = depth
    depth += 1
    for child in (node.iter, node.target, *node.ifs):
        VISITS[child.__class__](checker, child, node, depth)


def visiting_comprehension(scope_class: type[Scope], *fields: str) -> Visit:
    """Return the visit to this kind of comprehension; its first iterable is outside its scope."""

    def visit(checker: Checker, node: ast.GeneratorExp | ast.ListComp, parent: ast.AST, depth: int) -> None:
        checker._parents[node] = parent
        checker._node_depths[node] = depth
        depth += 1
        first = node.generators[0]  # pyflakes skips this node, so its children are not deeper
        child = first.iter
        VISITS[child.__class__](checker, child, first, depth)
        stack = checker.scopeStack
        stack.append(scope_class())
        for child in (first.target, *first.ifs):
            VISITS[child.__class__](checker, child, first, depth)
        for generator in node.generators[1:]:
            visit_comprehension(checker, generator, node, depth)
        for field in fields:
            child = getattr(node, field)
            if child is None:  # PEP 798: {**a for a in b} has no value
                continue
            VISITS[child.__class__](checker, child, node, depth)
        checker.deadScopes.append(stack.pop())

    return visit


def _enter_type_scope(checker: Checker, node: _Function | ast.ClassDef, depth: int) -> None:
    # even an empty one counts: names in a class are visible through it
    checker.scopeStack.append(TypeScope())
    if sys.version_info >= (3, 12):
        for child in node.type_params:
            VISITS[child.__class__](checker, child, node, depth)


def _visit_signature(checker: Checker, node: _Function | ast.Lambda, depth: int) -> None:
    arguments = node.args
    every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
    if arguments.vararg:
        every.append(arguments.vararg)
    if arguments.kwarg:
        every.append(arguments.kwarg)
    _report_duplicates(checker, node, [argument.arg for argument in every])
    annotations = [each.annotation for each in every if each.annotation is not None]
    if not isinstance(node, ast.Lambda) and node.returns is not None:
        annotations.append(node.returns)
    if annotations:
        visit_annotations(checker, annotations, node, depth)
    for child in arguments.defaults:
        VISITS[child.__class__](checker, child, node, depth)
    for default in arguments.kw_defaults:
        if default is not None:
            VISITS[default.__class__](checker, default, node, depth)
    checker.defer_body(node)


def _report_duplicates(checker: Checker, node: ast.AST, names: list[str]) -> None:
    if len(set(names)) < len(names):
        for index, name in enumerate(names):
            if name in names[:index]:
                checker.report(messages.DuplicateArgument, node, name)


def visit_annotations(checker: Checker, annotations: Sequence[ast.expr], node: ast.AST, depth: int) -> None:
    if _POSTPONED or checker.annotationsFutureEnabled:
        checker.defer_annotations(annotations, node)
        return
    outer, checker._in_annotation = checker._in_annotation, BARE
    for child in annotations:
        VISITS[child.__class__](checker, child, node, depth)
    checker._in_annotation = outer
