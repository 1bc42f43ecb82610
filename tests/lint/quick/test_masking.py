"""Masking blanks strings and comments, and locates what the rules need."""

from __future__ import annotations

import pytest

from lintbox.lint.quick import masking

CASES = {
    "strings keep their quotes": ("x = 'a' + \"b\"\n", "x = 'x' + \"x\"\n"),
    "comments become a run": ("x = 1  # it's\n", "x = 1  ######\n"),
    "line breaks in strings": ('x = """a\nb"""\n', 'x = """x\vx"""\n'),
    "line breaks in brackets": ("x = (1,\n     2)\n", "x = (1,\r     2)\n"),
    "line breaks after a backslash": ("x = 1 + \\\n    2\n", "x = 1 + \\\r    2\n"),
    "a quote in a string": ("x = 'it\\'s' # '\n", "x = 'xxxxx' ###\n"),
    "a quote in a long string": ("x = ''' ' \" '''\n", "x = '''xxxxx'''\n"),
    "brackets in strings": ("x = ['(', # [\n     ']']\n", "x = ['x', ###\r     'x']\n"),
    "prefixes stay": ("x = rb'\\d' + B'a'\n", "x = rb'xx' + B'x'\n"),
}


@pytest.mark.parametrize(("source", "masked"), CASES.values(), ids=CASES)
def test_masking_keeps_the_layout_only(source: str, masked: str) -> None:
    assert masking.mask(source).text == masked


def test_brackets_that_span_rows_are_located() -> None:
    source = "f(a)\ng(a,\n  [b,\n   c])\n"
    (start, end), *others = masking.mask(source).groups
    assert source[start:end] == "(a,\n  [b,\n   c])"
    assert others == []


def test_only_possibly_wrong_comments_are_located() -> None:
    source = "\n\n# fine\nx = 1  # fine\ny = 2 # near\nz = 3  #hash\n    # fine\n"
    assert [source[at:].split("\n")[0] for at in masking.mask(source).comments] == ["# near", "#hash"]


def test_only_possibly_wrong_escapes_are_located() -> None:
    source = r"a = '\n'; b = '\d'; c = r'\d'; d = b'\''" + "\n"
    assert [source[at:][:4] for at in masking.mask(source).escapes] == [r"'\d'"]
