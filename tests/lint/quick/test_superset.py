"""The table that says why the fast path misses no finding is complete, and its names exist."""

from __future__ import annotations

import ast
import importlib
from collections import defaultdict
from functools import reduce
from pathlib import Path

import pycodestyle
import pytest
from flake8.plugins.pyflakes import FLAKE8_PYFLAKES_CODES
from pyflakes import checker

from lintbox.lint.engine.categories import CATEGORIES
from lintbox.lint.quick import names
from lintbox.lint.quick.rules import BY_TEXT, BY_TOKENS, Check
from lintbox.lint.quick.superset_of_messages import MESSAGES
from lintbox.lint.quick.superset_of_rules import LOGICAL, OTHERS, Rule
from tests.lint.quick.upstream import candidate_module, split_module

RULES = (*LOGICAL.values(), *OTHERS, *MESSAGES)
CHECKS = {function: codes for kind in pycodestyle._checks.values() for function, (codes, _) in kind.items()}


def get(module: str, name: str) -> object:
    return reduce(getattr, name.split("."), importlib.import_module(module))


def test_every_code_has_an_entry() -> None:
    assert {code for rule in RULES for code in rule.codes.split()} == set(CATEGORIES)


def test_every_check_of_pycodestyle_has_an_entry_with_its_codes() -> None:
    rows: defaultdict[object, set[str]] = defaultdict(set)
    for rule in (*LOGICAL.values(), *OTHERS):
        if rule.upstream.startswith("pycodestyle."):
            rows[get(*rule.upstream.split("."))] |= set(rule.codes.split())
    assert rows.keys() == CHECKS.keys()
    for function, codes in CHECKS.items():
        assert set(filter(None, codes)) <= rows[function]


def test_every_logical_rule_has_an_entry_and_can_be_run() -> None:
    assert set(LOGICAL) == set(Check)
    stateful = {Check.BLANK_LINES, Check.INDENTATION, Check.TOP_IMPORT}
    assert BY_TEXT.keys() | BY_TOKENS.keys() == set(Check) - stateful


def test_every_message_of_pyflakes_names_the_functions_that_report_it() -> None:
    reporting: defaultdict[str, set[str]] = defaultdict(set)
    tree = ast.parse(Path(checker.__file__).read_text("utf-8"))
    (stock,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Checker")
    for function in stock.body:
        for name in messages_in(function):
            reporting[FLAKE8_PYFLAKES_CODES[name]].add(getattr(function, "name", ""))
    named: defaultdict[str, set[str]] = defaultdict(set)
    for rule in MESSAGES:
        for code in rule.codes.split():
            named[code] |= {name.rpartition(".")[2] for name in rule.upstream.split()}
    for code, functions in reporting.items():
        assert functions <= named[code], code
    assert named.keys() == reporting.keys() == set(FLAKE8_PYFLAKES_CODES.values())


def test_the_seven_messages_reported_by_the_fast_path_are_marked() -> None:
    reported = set()
    for path in Path(names.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "report"
            ):
                reported |= {FLAKE8_PYFLAKES_CODES[name] for name in messages_in(node)}
    decided = {code for rule in MESSAGES if rule.decides for code in rule.codes.split()}
    assert decided == reported
    assert len(decided) == 7


def messages_in(node: ast.AST) -> set[str]:
    return {
        below.attr
        for below in ast.walk(node)
        if isinstance(below, ast.Attribute)
        and isinstance(below.value, ast.Name)
        and below.value.id == "messages"
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.upstream}-{rule.codes[:4]}")
def test_every_function_that_an_entry_names_exists(rule: Rule) -> None:
    for name in rule.upstream.split():
        assert callable(get(*split_module(name)))
    for name in rule.candidates.split():
        module = candidate_module(name)
        assert callable(get(module, name[len(module) + 1 :]))
    assert rule.why.endswith(".")
