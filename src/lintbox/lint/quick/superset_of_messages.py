"""Why the fast path misses no message of pyflakes, as ``superset_of_rules`` for other rules.

``names`` reports seven messages itself, by the tests of pyflakes: those with ``decides``. pyflakes itself
reports all others, in functions that are called wherever they could report something.
"""

from __future__ import annotations

from lintbox.lint.quick.superset_of_rules import Rule

MESSAGES: tuple[Rule, ...] = (
    Rule(
        "F401 F405 F811 F822 F824 F841 F842",
        "pyflakes.checker.Checker.checkDeadScopes",
        "lintbox.lint.quick.names.checker.Checker.checkDeadScopes "
        "lintbox.lint.quick.names.bindings.may_be_reported",
        "pyflakes' function runs on each scope that has an unused binding, __all__ or an indirect "
        "assignment; without these it reports nothing.",
    ),
    Rule(
        "F402 F811",
        "pyflakes.checker.Checker.addBinding",
        "lintbox.lint.quick.names.checker.Checker.addBinding "
        "lintbox.lint.quick.names.checker.Checker._may_redefine",
        "A finding needs an existing binding of the name that is unused or an import, in any scope; if the "
        "name was ever imported, or this scope has such a binding, pyflakes' addBinding runs.",
    ),
    Rule(
        "F405 F821 F851",
        "pyflakes.checker.Checker.handleNodeLoad",
        "lintbox.lint.quick.names.checker.Checker.load lintbox.lint.quick.names.checker.Checker._load_other",
        "A name whose binding is found by pyflakes' search order has no finding; if none is found, "
        "handleNodeLoad runs. Before Python 3.15 no import is lazy.",
    ),
    Rule(
        "F821",
        "pyflakes.checker.Checker.handleNodeDelete pyflakes.checker.Checker.GLOBAL",
        "lintbox.lint.quick.names.expressions.visit_name lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' functions are called for every node of their class.",
    ),
    Rule(
        "F633",
        "pyflakes.checker.Checker.handleNodeLoad",
        "lintbox.lint.quick.names.checker.Checker._report_print",
        "Decided here: the built-in print is never a plain binding, so each use of it is tested for >>, "
        "by the test of pyflakes.",
        decides=True,
    ),
    Rule(
        "F823",
        "pyflakes.checker.Checker.handleNodeStore",
        "lintbox.lint.quick.names.checker.Checker._report_use_before_assignment",
        "Decided here: the same loop over the outer scopes, at the same time, before the name is bound.",
        decides=True,
    ),
    Rule(
        "F721",
        "pyflakes.checker.Checker.handleDoctests",
        "lintbox.lint.quick.names.checker.Checker.check_for_doctests",
        'A finding needs an example in a docstring, and so ">>>": with --doctests, pyflakes\' own checker '
        "walks a module with one.",
    ),
    Rule(
        "F722",
        "pyflakes.checker.Checker.handleStringAnnotation",
        "lintbox.lint.quick.names.expressions.visit_constant",
        "Every string inside an annotation goes to pyflakes' CONSTANT. Typing calls and subscripts, whose "
        "strings are annotations, go to pyflakes' CALL and SUBSCRIPT.",
    ),
    Rule(
        "F521 F522 F523 F524 F525",
        "pyflakes.checker.Checker._handle_string_dot_format",
        "lintbox.lint.quick.names.expressions.visit_call",
        "Called for every call of .format on a string literal, the condition of pyflakes itself.",
    ),
    Rule(
        "F501 F502 F503 F504 F505 F506 F507 F508 F509",
        "pyflakes.checker.Checker._handle_percent_format",
        "lintbox.lint.quick.names.expressions.visit_binary",
        "Called for every % after a string literal, the condition of pyflakes itself.",
    ),
    Rule(
        "F901",
        "pyflakes.checker.Checker.RAISE",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every raise.",
    ),
    Rule(
        "F541",
        "pyflakes.checker.Checker.JOINEDSTR",
        "lintbox.lint.quick.names.expressions.visit_fstring",
        "Decided here, by the test of pyflakes: an f-string without a field, not inside another f-string.",
        decides=True,
    ),
    Rule(
        "F542",
        "pyflakes.checker.Checker.TEMPLATESTR",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every t-string.",
    ),
    Rule(
        "F601 F602",
        "pyflakes.checker.Checker.DICT",
        "lintbox.lint.quick.names.expressions.visit_dict",
        "A finding needs two equal keys, which are constants, names or tuples: if there are any, pyflakes' "
        "DICT runs.",
    ),
    Rule(
        "F634",
        "pyflakes.checker.Checker.IF",
        "lintbox.lint.quick.names.statements.visit_if lintbox.lint.quick.names.expressions.visit_conditional",
        "Decided here, by the test of pyflakes: a condition that is a tuple with at least one item.",
        decides=True,
    ),
    Rule(
        "F631",
        "pyflakes.checker.Checker.ASSERT",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every assert.",
    ),
    Rule(
        "F701 F702",
        "pyflakes.checker.Checker.CONTINUE",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every break and continue.",
    ),
    Rule(
        "F706",
        "pyflakes.checker.Checker.RETURN",
        "lintbox.lint.quick.names.statements.visit_return",
        "Decided here, by the test of pyflakes: a return whose innermost scope is a class or the module.",
        decides=True,
    ),
    Rule(
        "F704",
        "pyflakes.checker.Checker.YIELD",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every yield and await.",
    ),
    Rule(
        "F831",
        "pyflakes.checker.Checker.LAMBDA",
        "lintbox.lint.quick.names.functions._report_duplicates",
        "Decided here: all names of parameters in the order of pyflakes, each compared with those before.",
        decides=True,
    ),
    Rule(
        "F621 F622",
        "pyflakes.checker.Checker.TUPLE",
        "lintbox.lint.quick.names.expressions.visit_sequence",
        "pyflakes' TUPLE is called for every tuple and list that is assigned to; for others it reports "
        "nothing.",
    ),
    Rule(
        "F403 F404 F406 F407 F708 F709",
        "pyflakes.checker.Checker.IMPORT pyflakes.checker.Checker.IMPORTFROM",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' functions are called for every import.",
    ),
    Rule(
        "F707",
        "pyflakes.checker.Checker.TRY",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every try.",
    ),
    Rule(
        "F841",
        "pyflakes.checker.Checker.EXCEPTHANDLER",
        "lintbox.lint.quick.names.visits._stock_visit",
        "pyflakes' function is called for every except.",
    ),
    Rule(
        "F632",
        "pyflakes.checker.Checker.COMPARE",
        "lintbox.lint.quick.names.expressions.visit_compare",
        'Decided here: each "is" and "is not" with a constant on one side, by the function of pyflakes that '
        "recognizes these.",
        decides=True,
    ),
)
