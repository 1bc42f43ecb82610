"""Identifiers with characters that do not match ``\\w`` (PEP 3131, Other_ID_Continue)."""

from __future__ import annotations

import pytest

from tests.lint.quick.both_ways import quick_rows, set_up, stock_rows

NAMES = ("a\u00b7b", "\u2118", "\u212ex", "a\u0301", "x\u1369")
FORMS = (
    *("{0} = lambda: 0", "{0}=lambda: 0", "{0}  = lambda x: x", "x = {0} = lambda: 0", "l{0} = 1"),
    *("if not {0} in y: pass", "if not {0} is y: pass", "{0} == None", "None == {0}", "type({0}) == type(x)"),
    *("{0} [0]", "{0} (1)", "def f({0} = 1): pass", "def {0}(a): return a", "class {0}: pass"),
    *("f'{{{0}}}'", "f'{{{0} = }}'", "import {0}, x", "x = ({0}\n     + {0})", "x = (y and\n     {0}or y)"),
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_rule_handles_unusual_identifiers_like_flake8(name: str) -> None:
    setup = set_up(("--select=E,W,F,C90",))
    for form in FORMS:
        data = f"{form.format(name)}\n".encode()
        assert quick_rows(setup, "file.py", data) == stock_rows(setup, "file.py", data), form
