"""Which class of node gets which visit."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from pyflakes import checker as stock
from pyflakes.checker import ComprehensionScope, GeneratorScope

from lintbox.lint.quick.names import expressions, functions, statements
from lintbox.lint.quick.names.compile_candidates import doubting
from lintbox.lint.quick.names.table import VISITS, Visit

if TYPE_CHECKING:
    from lintbox.lint.quick.names.checker import Checker


def fill_table() -> None:
    for kind in _subclasses(ast.AST):
        VISITS[kind] = doubting(kind, _OURS.get(kind) or _visiting_as_stock(kind))


def _subclasses(kind: type[ast.AST]) -> set[type[ast.AST]]:
    return {kind}.union(*map(_subclasses, kind.__subclasses__()))


def _visiting_as_stock(kind: type[ast.AST]) -> Visit:
    handler: Callable[[Checker, ast.AST], None] = getattr(
        stock.Checker, kind.__name__.upper(), stock.Checker._unknown_handler
    )
    if handler is stock.Checker.ignore:
        return _ignore

    def visit(checker: Checker, node: ast.AST, parent: ast.AST, depth: int) -> None:
        checker._parents[node] = parent
        checker._node_depths[node] = depth
        checker.nodeDepth = depth
        handler(checker, node)

    return visit


def _ignore(_checker: Checker, _node: ast.AST, _parent: ast.AST, _depth: int) -> None:
    pass


def _visiting(*fields: str) -> Visit:
    """Return a visit that only goes to the nodes in these fields, in this order."""

    def visit(checker: Checker, node: ast.AST, parent: ast.AST, depth: int) -> None:
        checker._parents[node] = parent
        checker._node_depths[node] = depth
        depth += 1
        for field in fields:
            child = getattr(node, field)
            if child.__class__ is list:
                for item in child:
                    VISITS[item.__class__](checker, item, node, depth)
            elif child is not None:
                VISITS[child.__class__](checker, child, node, depth)

    return visit


_OURS: dict[type[ast.AST], Visit] = {
    ast.Name: expressions.visit_name,
    ast.Constant: expressions.visit_constant,
    ast.Attribute: expressions.visit_attribute,
    ast.Call: expressions.visit_call,
    ast.Subscript: expressions.visit_subscript,
    ast.BinOp: expressions.visit_binary,
    ast.Compare: expressions.visit_compare,
    ast.IfExp: expressions.visit_conditional,
    ast.Tuple: expressions.visit_sequence,
    ast.List: expressions.visit_sequence,
    ast.JoinedStr: expressions.visit_fstring,
    ast.Dict: expressions.visit_dict,
    ast.Starred: _visiting("value"),
    ast.keyword: _visiting("value"),
    ast.Slice: _visiting("lower", "upper", "step"),
    ast.BoolOp: _visiting("values"),
    ast.UnaryOp: _visiting("operand"),
    ast.Set: _visiting("elts"),
    ast.FormattedValue: _visiting("value", "format_spec"),
    ast.Expr: statements.visit_expression,
    ast.Assign: statements.visit_assign,
    ast.AnnAssign: statements.visit_annotated,
    ast.AugAssign: statements.visit_augmented,
    ast.If: statements.visit_if,
    ast.For: statements.visit_for,
    ast.AsyncFor: statements.visit_for,
    ast.Return: statements.visit_return,
    ast.While: _visiting("test", "body", "orelse"),
    ast.With: _visiting("items", "body"),
    ast.AsyncWith: _visiting("items", "body"),
    ast.withitem: _visiting("context_expr", "optional_vars"),
    ast.FunctionDef: functions.visit_function,
    ast.AsyncFunctionDef: functions.visit_function,
    ast.Lambda: functions.visit_lambda,
    ast.arguments: functions.visit_arguments,
    ast.ClassDef: functions.visit_class,
    ast.comprehension: functions.visit_comprehension,
    ast.GeneratorExp: functions.visiting_comprehended(GeneratorScope, "elt"),
    ast.ListComp: functions.visiting_comprehended(ComprehensionScope, "elt"),
    ast.SetComp: functions.visiting_comprehended(ComprehensionScope, "elt"),
    ast.DictComp: functions.visiting_comprehended(ComprehensionScope, "key", "value"),
}
