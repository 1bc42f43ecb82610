"""Why no message of pyflakes is missed: ``lintbox.lint.quick.superset`` for what is found on the walk.

Seven messages are decided by us, with the tests of pyflakes; ``decides`` names them. All others are reported
by pyflakes itself, in functions that are called wherever they could report something.
"""

from __future__ import annotations

from lintbox.lint.quick.superset import Rule

MESSAGES: tuple[Rule, ...] = (
    Rule(
        "F401 F405 F811 F822 F824 F841 F842",
        "pyflakes.checker.Checker.checkDeadScopes",
        "lintbox.lint.quick.names.checker.Checker.checkDeadScopes "
        "lintbox.lint.quick.names.bindings.may_be_reported",
        "pyflakes judges each scope that has an unused binding, __all__ or an indirect assignment; "
        "without these its function reports nothing.",
    ),
    Rule(
        "F402 F811",
        "pyflakes.checker.Checker.addBinding",
        "lintbox.lint.quick.names.checker.Checker.addBinding "
        "lintbox.lint.quick.names.checker.Checker._may_redefine",
        "A finding needs an existing binding of the name that is unused or an import, in any scope; "
        "wherever the name was ever imported, or this scope has such a one, addBinding of pyflakes "
        "decides.",
    ),
    Rule(
        "F405 F821 F851",
        "pyflakes.checker.Checker.handleNodeLoad",
        "lintbox.lint.quick.names.checker.Checker.load "
        "lintbox.lint.quick.names.checker.Checker._load_unusual",
        "A name whose binding is found the way pyflakes looks for it has no finding; where none is found, "
        "handleNodeLoad decides. Before Python 3.15 no import is lazy.",
    ),
    Rule(
        "F821",
        "pyflakes.checker.Checker.handleNodeDelete pyflakes.checker.Checker.GLOBAL",
        "lintbox.lint.quick.names.expressions.visit_name lintbox.lint.quick.names.visits._visiting_as_stock",
        "These functions of pyflakes are called for every node of theirs.",
    ),
    Rule(
        "F633",
        "pyflakes.checker.Checker.handleNodeLoad",
        "lintbox.lint.quick.names.checker.Checker._judge_print",
        "Decided by us: the built-in print is never among the plain bindings, so each use of it gets "
        "here, where the test for >> is the one of pyflakes.",
        decides=True,
    ),
    Rule(
        "F823",
        "pyflakes.checker.Checker.handleNodeStore",
        "lintbox.lint.quick.names.checker.Checker._judge_use_before",
        "Decided by us: the same loop over the outer scopes, at the same moment, before the name is bound.",
        decides=True,
    ),
    Rule(
        "F721",
        "pyflakes.checker.Checker.handleDoctests",
        "lintbox.lint.quick.names.checker.Checker.look_for_examples",
        'A finding needs an example in a docstring, and so ">>>": a module with one, where doctests '
        "count, is walked by the checker of pyflakes from its start.",
    ),
    Rule(
        "F722",
        "pyflakes.checker.Checker.handleStringAnnotation",
        "lintbox.lint.quick.names.expressions.visit_constant",
        "Every string inside of an annotation goes to CONSTANT of pyflakes. What puts strings into "
        "annotations, typing calls and subscripts, goes to CALL and SUBSCRIPT of pyflakes.",
    ),
    Rule(
        "F521 F522 F523 F524 F525",
        "pyflakes.checker.Checker._handle_string_dot_format",
        "lintbox.lint.quick.names.expressions.visit_call",
        "Called for every call of .format on a string literal, the test with which pyflakes calls it too.",
    ),
    Rule(
        "F501 F502 F503 F504 F505 F506 F507 F508 F509",
        "pyflakes.checker.Checker._handle_percent_format",
        "lintbox.lint.quick.names.expressions.visit_binary",
        "Called for every % behind a string literal, the test with which pyflakes calls it too.",
    ),
    Rule(
        "F901",
        "pyflakes.checker.Checker.RAISE",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every raise.",
    ),
    Rule(
        "F541",
        "pyflakes.checker.Checker.JOINEDSTR",
        "lintbox.lint.quick.names.expressions.visit_fstring",
        "Decided by us: an f-string, but not one inside of another, of which no part is a field; the test "
        "of pyflakes.",
        decides=True,
    ),
    Rule(
        "F542",
        "pyflakes.checker.Checker.TEMPLATESTR",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every t-string.",
    ),
    Rule(
        "F601 F602",
        "pyflakes.checker.Checker.DICT",
        "lintbox.lint.quick.names.expressions.visit_dict",
        "A finding needs two equal keys, which are constants, names or tuples: with any two, DICT of "
        "pyflakes decides.",
    ),
    Rule(
        "F634",
        "pyflakes.checker.Checker.IF",
        "lintbox.lint.quick.names.statements.visit_if lintbox.lint.quick.names.expressions.visit_conditional",
        "Decided by us: the test of pyflakes, a condition that is a tuple with something in it.",
        decides=True,
    ),
    Rule(
        "F631",
        "pyflakes.checker.Checker.ASSERT",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every assert.",
    ),
    Rule(
        "F701 F702",
        "pyflakes.checker.Checker.CONTINUE",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every break and continue.",
    ),
    Rule(
        "F706",
        "pyflakes.checker.Checker.RETURN",
        "lintbox.lint.quick.names.statements.visit_return",
        "Decided by us: the test of pyflakes, a return whose innermost scope is a class or the module.",
        decides=True,
    ),
    Rule(
        "F704",
        "pyflakes.checker.Checker.YIELD",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every yield and await.",
    ),
    Rule(
        "F831",
        "pyflakes.checker.Checker.LAMBDA",
        "lintbox.lint.quick.names.functions._judge_duplicates",
        "Decided by us: all names of parameters in the order of pyflakes, each compared with those before "
        "it.",
        decides=True,
    ),
    Rule(
        "F621 F622",
        "pyflakes.checker.Checker.TUPLE",
        "lintbox.lint.quick.names.expressions.visit_sequence",
        "TUPLE of pyflakes is called for every tuple and list that is assigned to; in others it reports "
        "nothing.",
    ),
    Rule(
        "F403 F404 F406 F407 F708 F709",
        "pyflakes.checker.Checker.IMPORT pyflakes.checker.Checker.IMPORTFROM",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The functions of pyflakes are called for every import.",
    ),
    Rule(
        "F707",
        "pyflakes.checker.Checker.TRY",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every try.",
    ),
    Rule(
        "F841",
        "pyflakes.checker.Checker.EXCEPTHANDLER",
        "lintbox.lint.quick.names.visits._visiting_as_stock",
        "The function of pyflakes is called for every except.",
    ),
    Rule(
        "F632",
        "pyflakes.checker.Checker.COMPARE",
        "lintbox.lint.quick.names.expressions.visit_compare",
        'Decided by us: each "is" and "is not" with a constant on one side, by the function with which '
        "pyflakes tells these.",
        decides=True,
    ),
)
