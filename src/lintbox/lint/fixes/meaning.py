"""Compares the meaning of two sources by their syntax trees."""

from __future__ import annotations

import ast
import copy


def describe(source: str) -> str:
    """Return a normal form: equal for sources with the same tree, or with spellings that mean the same.

    Raises:
        SyntaxError, ValueError, RecursionError
    """
    return ast.dump(_Normalizer().visit(ast.parse(source)))


class _Normalizer(ast.NodeTransformer):
    """``import a, b`` is ``import a`` and ``import b``; ``not a in b`` is ``a not in b``."""

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [ast.Import([alias]) for alias in node.names]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        inner = node.operand
        if isinstance(node.op, ast.Not) and isinstance(inner, ast.Compare) and len(inner.ops) == 1:
            opposite = {ast.In: ast.NotIn, ast.Is: ast.IsNot}.get(type(inner.ops[0]))
            if opposite:
                turned = copy.copy(inner)
                turned.ops = [opposite()]
                return turned
        return node
