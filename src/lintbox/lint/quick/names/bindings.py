"""Classes of pyflakes' bindings, and what the walk needs to know of them."""

from __future__ import annotations

import functools

from pyflakes import checker as stock
from pyflakes.checker import (
    Annotation,
    Argument,
    Assignment,
    Binding,
    Builtin,
    ClassDefinition,
    ClassScope,
    ExportBinding,
    FunctionDefinition,
    FunctionScope,
    Importation,
    ImportationFrom,
    NamedExprAssignment,
    Scope,
)

IMPORTS = frozenset(
    (
        Importation,
        ImportationFrom,
        stock.SubmoduleImportation,
        stock.StarImportation,
        stock.FutureImportation,
    )
)
_NEVER_UNUSED = frozenset((Builtin, Argument, Binding, FunctionDefinition, ClassDefinition))
"""pyflakes does not report these as unused."""
PLAIN = _NEVER_UNUSED | {Assignment, NamedExprAssignment}
"""Loading one of these only marks it as used."""
VARIABLES = frozenset((Annotation, Argument, Assignment, Binding, ExportBinding, NamedExprAssignment))
"""Binding a name to one of these again is not a redefinition."""


class Print(Builtin):  # type: ignore[misc]  # pyflakes ships no types
    """The built-in print; not in ``PLAIN``, because ``print >> file`` is a finding."""


BUILTINS = frozenset((Builtin, Print))


@functools.lru_cache(8)
def shared_builtins(added: tuple[str, ...]) -> dict[str, Builtin]:
    """Return the bindings of the built-ins, cached: creating them costs more than checking a small file."""
    names = stock.builtin_vars | stock._custom_builtins()
    builtins = {name: Builtin(name) for name in names.union(added)}
    if "print" in builtins:
        builtins["print"] = Print("print")
    return builtins


def may_be_reported(scope: Scope) -> bool:
    """Return whether pyflakes' checkDeadScopes could report anything for this scope."""
    if isinstance(scope, (ClassScope, FunctionScope)) and scope.indirect_assignments:
        return True
    if scope.__class__ is ClassScope:
        return False
    if "__all__" in scope:
        return True
    for binding in scope.values():
        if not binding.used and binding.__class__ not in _NEVER_UNUSED and binding.__class__ is not Print:
            return True
    return False
