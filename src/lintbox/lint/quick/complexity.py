"""Runs mccabe on the functions and top-level blocks that have enough branches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import mccabe

Found = tuple[int, int, str]

# sets of classes: isinstance takes five times as long to return False
_FUNCTIONS = frozenset((ast.FunctionDef, ast.AsyncFunctionDef))
_LOOPS = frozenset((ast.For, ast.AsyncFor, ast.While))
_WITHS = frozenset((ast.With, ast.AsyncWith))
_BLOCKS = _FUNCTIONS | _LOOPS | _WITHS | {ast.If, ast.Try, ast.ClassDef}
"""The statements that mccabe descends into; it treats all others as simple."""
_WITHOUT_PATHS = _WITHS | {ast.ClassDef}
_WITH_ELSE = _LOOPS | {ast.If, ast.Try}
_MAX_DEPTH = 40


class _DeepError(Exception):
    """The nesting is so deep that mccabe, with up to five frames per level, might overflow: run mccabe."""


def check(tree: ast.Module, limit: int) -> list[Found]:
    """Return (row, column, ``code text``) as mccabe does for *limit*; a negative limit is off."""
    if limit < 0:
        return []
    try:
        return list(_check(tree, limit))
    except _DeepError:
        return [(row, column, text) for row, column, text, _ in mccabe.McCabeChecker(tree, "").run()]


def _check(tree: ast.Module, limit: int) -> Iterator[Found]:
    for class_name, node in _graphs(tree).values():
        if _paths(node) > limit:
            visitor = mccabe.PathGraphingAstVisitor()
            visitor.classname = class_name
            visitor.preorder(node, visitor)
            for graph in visitor.graphs.values():
                if graph.complexity() > limit:
                    text = mccabe.McCabeChecker._error_tmpl % (graph.entity, graph.complexity())
                    yield graph.lineno, graph.column, text


def _graphs(tree: ast.Module) -> dict[str, tuple[str, ast.stmt]]:
    """Return the nodes that mccabe makes a graph of, by name: of equal names it keeps the last."""
    graphs: dict[str, tuple[str, ast.stmt]] = {}
    waiting: list[tuple[str, ast.stmt]] = [("", node) for node in reversed(tree.body)]
    while waiting:
        class_name, node = waiting.pop()
        kind = node.__class__
        if kind not in _BLOCKS:
            continue
        if isinstance(node, ast.ClassDef):
            waiting += ((f"{class_name}{node.name}.", child) for child in reversed(node.body))
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            waiting += ((class_name, child) for child in reversed(node.body))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            graphs[class_name + node.name] = class_name, node
        elif kind in _LOOPS:
            graphs[f"{class_name}Loop {node.lineno}"] = class_name, node
        elif isinstance(node, ast.If):
            graphs[f"{class_name}If {node.lineno}"] = class_name, node
        elif isinstance(node, ast.Try):
            graphs[f"{class_name}TryExcept {node.lineno}"] = class_name, node
    return graphs


def _paths(root: ast.stmt) -> int:
    """Count the paths through a node, as mccabe does."""
    paths = 0 if root.__class__ in _FUNCTIONS else 1
    waiting: list[tuple[list[Any], int]] = [([root], 0)]
    while waiting:
        body, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise _DeepError
        for node in body:
            kind = node.__class__
            if kind not in _BLOCKS:
                continue
            paths += kind not in _WITHOUT_PATHS
            if kind is ast.Try:
                paths += len(node.handlers)
                waiting += ((handler.body, depth + 1) for handler in node.handlers)
            if kind in _WITH_ELSE and node.orelse:
                waiting.append((node.orelse, depth + 1))
            waiting.append((node.body, depth + 1))
    return paths
