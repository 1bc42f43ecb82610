"""Builds the table of visits: one for each class of node."""

from __future__ import annotations

import ast
from collections.abc import Callable

from pyflakes import checker as stock
from pyflakes.checker import ComprehensionScope, GeneratorScope

from lintbox.lint.quick.names import expressions, functions, statements
from lintbox.lint.quick.names.checker import VISITS, Checker, Visit
from lintbox.lint.quick.names.compile_candidates import noting_refusals


def build_table() -> dict[type[ast.AST], Visit]:
    """Return the visit for every class of node; pyflakes' handler for those without one here."""
    return {
        kind: noting_refusals(kind, _VISITS.get(kind) or _stock_visit(kind)) for kind in _subclasses(ast.AST)
    }


def _subclasses(kind: type[ast.AST]) -> set[type[ast.AST]]:
    return {kind}.union(*map(_subclasses, kind.__subclasses__()))


def _stock_visit(kind: type[ast.AST]) -> Visit:
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


def _field_visit(*fields: str) -> Visit:
    """Return a visit that goes to the nodes in these fields only, in this order."""

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


_VISITS: dict[type[ast.AST], Visit] = {
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
    ast.Starred: _field_visit("value"),
    ast.keyword: _field_visit("value"),
    ast.Slice: _field_visit("lower", "upper", "step"),
    ast.BoolOp: _field_visit("values"),
    ast.UnaryOp: _field_visit("operand"),
    ast.Set: _field_visit("elts"),
    ast.FormattedValue: _field_visit("value", "format_spec"),
    ast.Expr: statements.visit_expression,
    ast.Assign: statements.visit_assign,
    ast.AnnAssign: statements.visit_annotated,
    ast.AugAssign: statements.visit_augmented,
    ast.If: statements.visit_if,
    ast.For: statements.visit_for,
    ast.AsyncFor: statements.visit_for,
    ast.Return: statements.visit_return,
    ast.While: _field_visit("test", "body", "orelse"),
    ast.With: _field_visit("items", "body"),
    ast.AsyncWith: _field_visit("items", "body"),
    ast.withitem: _field_visit("context_expr", "optional_vars"),
    ast.FunctionDef: functions.visit_function,
    ast.AsyncFunctionDef: functions.visit_function,
    ast.Lambda: functions.visit_lambda,
    ast.arguments: functions.visit_arguments,
    ast.ClassDef: functions.visit_class,
    ast.comprehension: functions.visit_comprehension,
    ast.GeneratorExp: functions.visiting_comprehension(GeneratorScope, "elt"),
    ast.ListComp: functions.visiting_comprehension(ComprehensionScope, "elt"),
    ast.SetComp: functions.visiting_comprehension(ComprehensionScope, "elt"),
    ast.DictComp: functions.visiting_comprehension(ComprehensionScope, "key", "value"),
}
