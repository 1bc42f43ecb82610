"""pyflakes' checker with a faster walk, and the table of visits that the walk dispatches by."""

from __future__ import annotations

import ast
import collections
from collections.abc import Callable, Sequence
from typing import Any

from pyflakes import checker as stock
from pyflakes import messages
from pyflakes.checker import (
    Annotation,
    Assignment,
    Binding,
    Builtin,
    ClassScope,
    ComprehensionScope,
    ExportBinding,
    FunctionScope,
    GeneratorScope,
    Importation,
    ImportationFrom,
    ModuleScope,
    NamedExprAssignment,
    Scope,
    TypeScope,
)

from lintbox.lint.quick.names.bindings import BUILTINS, IMPORTS, PLAIN, VARIABLES, may_be_reported

_SEES_CLASS = frozenset((TypeScope, ComprehensionScope, GeneratorScope))
_WITH_INDIRECT = frozenset((ClassScope, FunctionScope))
_LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
_BARE = stock.AnnotationState.BARE
_EXPORTS = (ast.Assign, ast.AugAssign, ast.AnnAssign)

# a node's fields differ by its class, which is the key: no type expresses that
Visit = Callable[["Checker", Any, ast.AST, int], None]
"""Takes the checker, a node, its parent, and its depth as pyflakes counts it."""

VISITS: dict[type[ast.AST], Visit] = {}
"""The visit for each class of node. Visits call each other through it, so it is filled once all exist."""


class DoctestFoundError(Exception):
    """A docstring holds examples; only pyflakes' own checker walks through them."""


class Checker(stock.Checker):  # type: ignore[misc]  # pyflakes ships no types
    """Keeps the attributes and methods that pyflakes' code uses under their names."""

    nodeDepth: int  # noqa: N815
    _in_annotation: int

    def __init__(
        self, tree: ast.Module, filename: str, builtins: dict[str, Builtin], *, doctests: bool
    ) -> None:
        """Walk through the module.

        Raises:
            DoctestFoundError: *doctests* is True, and a docstring has an example.
        """
        # as pyflakes does, except that the built-ins are bound already
        self._nodeHandlers: dict[type, object] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._node_depths: dict[ast.AST, int] = {}
        self._deferred = collections.deque[tuple[Callable[[], None], list[Scope], object]]()
        self.deadScopes: list[Scope] = []
        self.messages: list[messages.Message] = []
        self.filename = filename
        self.withDoctest = doctests
        self.exceptHandlers = [()]
        self.root = tree
        self._running_deferred = False
        self._imported: set[str] = set()
        self.typing_names: set[str] = set()
        """Names bound to typing or one of its members, in any scope."""
        self.function: ast.AST | None = None
        """The function whose body is being walked."""
        self.may_be_refused = False
        """Whether Python's compiler could refuse the module: see ``compile_candidates``."""
        self.scopeStack: list[Scope] = [ModuleScope(builtins)]
        for child in tree.body:
            self.handleNode(child, tree)
        self._run_deferred()
        self.deadScopes.append(self.scopeStack.pop())
        self.checkDeadScopes()

    def handleNode(self, node: ast.AST | None, parent: ast.AST) -> None:  # noqa: N802
        """Dispatch to the table of visits; pyflakes' handlers call this method."""
        if node is None:
            return
        depth = self.nodeDepth
        if not depth and not (isinstance(node, ast.ImportFrom) or self.isDocstring(node)):
            self.futuresAllowed = False
        VISITS[node.__class__](self, node, parent, depth + 1)
        self.nodeDepth = depth

    def checkDeadScopes(self) -> None:  # noqa: N802
        every = self.deadScopes
        for scope in every:
            if may_be_reported(scope):
                self.deadScopes = [scope]
                super().checkDeadScopes()
        self.deadScopes = every

    def check_for_doctests(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        docstring, _ = self.getDocstring(node.body[0])
        if docstring and ">>>" in docstring:
            raise DoctestFoundError

    def defer_body(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        def run() -> None:
            stack = self.scopeStack
            stack.append(FunctionScope())
            self.function = node
            VISITS[ast.arguments](self, node.args, node, 1)
            if isinstance(node, ast.Lambda):
                VISITS[node.body.__class__](self, node.body, node, 1)
            else:
                for child in node.body:
                    VISITS[child.__class__](self, child, node, 1)
            self.deadScopes.append(stack.pop())

        self._deferred.append((run, self.scopeStack[:], self.offset))

    def defer_annotations(self, annotations: Sequence[ast.expr], parent: ast.AST) -> None:
        def run() -> None:
            outer, self._in_annotation = self._in_annotation, _BARE
            for annotation in annotations:
                VISITS[annotation.__class__](self, annotation, parent, 1)
            self._in_annotation = outer

        self._deferred.append((run, self.scopeStack[:], self.offset))

    def handle_annotation_always_deferred(self, annotation: ast.expr | None, parent: ast.AST) -> None:
        if annotation is not None:
            self.defer_annotations((annotation,), parent)

    def addBinding(self, node: ast.AST, value: Binding) -> None:  # noqa: N802
        name = value.name
        kind = value.__class__
        scope = self.scopeStack[-1]
        here = scope.get(name)
        if kind in IMPORTS:
            self._note_import(value)
        if kind is NamedExprAssignment or self._may_redefine(kind, name, here):
            super().addBinding(node, value)
            return
        if here is not None:
            value.used = here.used
            if kind is Annotation:
                return
        scope[name] = value

    def _note_import(self, value: Importation) -> None:
        self._imported.add(value.name)
        if value.fullName in stock.TYPING_MODULES or (
            isinstance(value, ImportationFrom) and value.module in stock.TYPING_MODULES
        ):
            self.typing_names.add(value.name)

    def _may_redefine(self, kind: type[Binding], name: str, here: Binding | None) -> bool:
        """Return whether a binding of this *kind* may redefine *here*, the binding in the current scope."""
        if name in self._imported:
            return True
        if here is None or here.__class__ in BUILTINS:
            return False
        if not (here.used or (kind in VARIABLES and here.__class__ in VARIABLES)):
            return True
        scope = self.scopeStack[-1]
        return scope.__class__ in _WITH_INDIRECT and name in scope.indirect_assignments

    def load(self, node: ast.Name, holder: ast.AST) -> None:
        """Note the use of a name; *holder* is its nearest ancestor that is not an attribute."""
        name = node.id
        stack = self.scopeStack
        top = stack[-1]
        binding = top.get(name)
        scope = top
        if binding is None:
            sees_class = top.__class__ in _SEES_CLASS
            for scope in stack[-2::-1]:
                if sees_class:
                    sees_class = scope.__class__ in _SEES_CLASS
                elif scope.__class__ is ClassScope:
                    continue
                binding = scope.get(name)
                if binding is not None:
                    break
        kind = binding.__class__
        if kind in PLAIN and name != "__class__":
            binding.used = (top, node)
        elif kind in IMPORTS and name != "__class__" and not binding.is_lazy:
            binding.used = used = (top, node)
            # another import may be bound under the full name: "import a as b" also uses "import a.c"
            other = scope.get(binding.fullName)
            if other is not None:
                other.used = used
        else:
            self._load_other(node, holder)

    def _load_other(self, node: ast.Name, holder: ast.AST) -> None:
        """Do what pyflakes' handleNodeLoad does if a binding is found; otherwise call it."""
        name = node.id
        used = (self.scopeStack[-1], node)
        sees_class = None
        for scope in reversed(self.scopeStack):
            if scope.__class__ is ClassScope:
                if name == "__class__":
                    return
                if sees_class is False:
                    continue
            binding = scope.get(name)
            if binding is None:
                if sees_class is not False:
                    sees_class = scope.__class__ in _SEES_CLASS
                continue
            if isinstance(binding, Importation) and binding.is_lazy:
                break  # pyflakes reports uses of a lazy import by their depth (F851)
            binding.used = used
            if binding.__class__ is Annotation and not self._in_postponed_annotation:
                continue
            if name == "print" and isinstance(binding, Builtin):
                self._report_print(node, holder)
            if isinstance(binding, Importation) and binding._has_alias():
                other = scope.get(binding.fullName)
                if other is not None:
                    other.used = used
            return
        self.handleNodeLoad(node, holder)

    def _report_print(self, node: ast.Name, holder: ast.AST) -> None:
        while hasattr(holder, "elts") or hasattr(holder, "ctx"):
            holder = self._parents[holder]
        if isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.RShift):
            self.report(messages.InvalidPrintSyntax, node)

    def store(self, node: ast.AST, name: str, parent: ast.AST) -> None:
        top = self.scopeStack[-1]
        if name not in top and isinstance(top, FunctionScope):
            self._report_use_before_assignment(name)
        if parent.__class__ is ast.Assign and name != "__all__":
            self.addBinding(node, Assignment(name, node))
        else:
            self.addBinding(node, self._binding_of(node, name, parent))

    def _report_use_before_assignment(self, name: str) -> None:
        stack = self.scopeStack
        top = stack[-1]
        for scope in stack[:-1]:
            binding = scope.get(name)
            if binding is None or not isinstance(scope, (FunctionScope, ModuleScope)):
                continue
            used = binding.used
            if used and used[0] is top:
                self.report(messages.UndefinedLocal, used[1], name, binding.source)
                break

    def _binding_of(self, node: ast.AST, name: str, parent: ast.AST) -> Binding:
        statement = parent
        while hasattr(statement, "elts") or hasattr(statement, "ctx"):
            statement = self._parents[statement]
        if isinstance(statement, ast.AnnAssign) and statement.value is None:
            return Annotation(name, node)
        if isinstance(statement, _LOOPS) or (
            statement is not parent and not self.isLiteralTupleUnpacking(statement)
        ):
            return Binding(name, node)
        top = self.scopeStack[-1]
        if name == "__all__" and isinstance(top, ModuleScope) and isinstance(parent, _EXPORTS):
            return ExportBinding(name, parent, top)
        if isinstance(statement, ast.NamedExpr):
            return NamedExprAssignment(name, node)
        return Assignment(name, node)

    def typing_name(self, node: ast.AST) -> str | None:
        """Return the member of typing that *node* refers to, if any."""
        if node.__class__ is ast.Name:
            name = node.id
            if name in self.typing_names:
                binding = self._binding_called(name)
                if isinstance(binding, ImportationFrom) and binding.module in stock.TYPING_MODULES:
                    real_name: str = binding.real_name
                    return real_name
        elif node.__class__ is ast.Attribute and node.value.__class__ is ast.Name:
            name = node.value.id
            if name in self.typing_names:
                binding = self._binding_called(name)
                if isinstance(binding, Importation) and binding.fullName in stock.TYPING_MODULES:
                    return node.attr
        return None

    def _binding_called(self, name: str) -> Binding | None:
        for scope in reversed(self.scopeStack):
            binding = scope.get(name)
            if binding is not None:
                return binding
        return None
