"""What is asked of pyflakes' bindings on the way."""

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
_QUIET = frozenset((Builtin, Argument, Binding, FunctionDefinition, ClassDefinition))
"""Nobody is told when these stay unused."""
PLAIN = _QUIET | {Assignment, NamedExprAssignment}
"""A use of these is only noted."""
VARIABLES = frozenset((Annotation, Argument, Assignment, Binding, ExportBinding, NamedExprAssignment))
"""One after the other of these is no redefinition."""


class Print(Builtin):  # type: ignore[misc]  # pyflakes ships no types
    """Not among the plain ones: ``print >> file`` is a finding."""


BUILTINS = frozenset((Builtin, Print))


@functools.lru_cache(8)
def of_builtins(added: tuple[str, ...]) -> dict[str, Builtin]:
    """Made once, for all modules: binding them one by one costs more than a small file."""
    names = stock.builtin_vars | stock._custom_builtins()
    builtins = {name: Builtin(name) for name in names.union(added)}
    if "print" in builtins:
        builtins["print"] = Print("print")
    return builtins


def may_be_reported(scope: Scope) -> bool:
    """Tell whether pyflakes' judgement of a dead scope could say anything."""
    if isinstance(scope, (ClassScope, FunctionScope)) and scope.indirect_assignments:
        return True
    if scope.__class__ is ClassScope:
        return False
    if "__all__" in scope:
        return True
    for binding in scope.values():
        if not binding.used and binding.__class__ not in _QUIET and binding.__class__ is not Print:
            return True
    return False
