"""A file with a syntax error says which Python it was written for: the text at the error shows it."""

from __future__ import annotations

import ast
import sys
from codecs import BOM_UTF16_LE

import pytest

from lintbox.domain import version_key
from lintbox.lint.engine import hints
from tests.lint.conftest import Check

NEWER = [
    ('x = t"{a}"\n', "3.14", "template string"),
    ("f(1, rt'{a}')\n", "3.14", "template string"),
    ("try:\n    pass\nexcept A, B:\n    pass\n", "3.14", "except A, B"),
    ("try:\n    pass\nexcept a.B, a.C, a.d:\n    pass\n", "3.14", "except A, B"),
    ("lazy import a\n", "3.15", "lazy import"),
    ("lazy from a import b\n", "3.15", "lazy import"),
    ("[*a for a in b]\n", "3.15", "unpacking"),
    ("{**a for a in b}\n", "3.15", "unpacking"),
    ("def f[T](x: T): pass\n", "3.12", "type parameters"),
    ("class A[T]: pass\n", "3.12", "type parameters"),
    ("def f[T = int](x: T): pass\n", "3.13", "default"),
    ("type A = int\n", "3.12", "“type” statement"),
    ("type A[T] = list[T]\n", "3.12", "“type” statement"),
    ("x = f'{a['b']}'\n", "3.12", "f-string"),
]
OLDER = [
    ('print "a", b\n', "print"),
    ("if a:\n    print a\n", "print"),
    ('exec "a" in b\n', "exec"),
    ("x = `a`\n", "backticks"),
    ("if a <> b: pass\n", "<>"),
    ("raise A, 'b'\n", "raise"),
    ("x = 10L\n", "long"),
    ("x = 0777\n", "octal"),
    ("x = ur'a'\n", "ur"),
    ("async = 1\n", "async"),
    ("f(async=1)\n", "async"),
    ("import async\n", "async"),
    ("a.async(b)\n", "async"),
    ("await = 1\n", "await"),
]
# since 3.14 these are two exceptions
BEFORE_3_14 = [
    ("try:\n    pass\nexcept A, e:\n    pass\n", "except X as e"),
    ("try:\n    pass\nexcept (A, B), e:\n    pass\n", "except (X, Y) as e"),
]


def can_parse(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("import os\n".encode("utf-16"), "This file is UTF-16"),
        ("# 日本語\nx = '日本語'\n".encode("utf-16"), "This file is UTF-16"),
        ("import os\n".encode("utf-16-le"), "This file is UTF-16"),
        ("print('é')\n".encode("utf-16-be"), "This file is UTF-16"),
        ("import os\n".encode("utf-32"), "This file is UTF-32"),
        ("import os\n".encode("utf-32-be"), "This file is UTF-32"),
        (b'a = 1\nx = "\0"\n', "null byte, in line 2 at column 6"),
        (b"\0" * 9, "null byte, in line 1 at column 1"),
        (b"x = (\n# \xe9\n", "This file is not UTF-8: Python itself would refuse it. Line 2 has the byte E9"),
    ],
)
def test_a_syntax_error_that_comes_from_the_encoding_says_how_to_save_the_file(
    check: Check, data: bytes, words: str
) -> None:
    report = check(data)
    assert "E9" in report.findings[0].code
    assert report.error is None
    assert report.hint
    assert report.hint.python is None
    assert words in report.hint.detail
    assert " as UTF-8 in your editor" in report.hint.detail


def test_a_file_that_flake8_passes_and_that_is_utf_16_is_not_said_to_be_latin_1(check: Check) -> None:
    report = check(BOM_UTF16_LE)
    assert report.error
    assert report.error.detail.startswith("This file is UTF-16")


@pytest.mark.parametrize(("source", "python", "words"), NEWER)
def test_newer_syntax_is_named_with_its_version(source: str, python: str, words: str) -> None:
    hint = hints.find(source.splitlines(keepends=True))
    if can_parse(source):
        assert hint is None
    else:
        assert hint
        assert hint.python == python
        assert words in hint.detail
        assert hint.detail.startswith(f"This is Python {python}")


@pytest.mark.parametrize(
    "source",
    ['print(f"{x")\n', "def f[T:\n", "class A[T=]:\n    pass\n", "type X =\n", 'x = t"{a\n', "lazy import\n"],
)
def test_a_mistake_in_syntax_that_this_python_has_is_not_taken_for_that_of_a_newer_one(source: str) -> None:
    hint = hints.find([source])
    assert hint is None or (hint.python and version_key(hint.python) > sys.version_info[:2])


@pytest.mark.parametrize(("source", "words"), [*OLDER, *BEFORE_3_14])
def test_older_syntax_is_named_in_words(source: str, words: str) -> None:
    hint = hints.find(source.splitlines(keepends=True))
    if can_parse(source):
        assert (source, words) in BEFORE_3_14
    else:
        assert hint
        assert hint.python is None
        assert words in hint.detail


@pytest.mark.parametrize(
    "source",
    [
        "x = = 1\n",
        "def f(:\n",
        "x = (\n",
        "x = 'print 1\n",
        "x = 'a <> b' = = 1\n",
        "# print 'a'\nx = 1 +\n",
        "except A:\n",
        "x = f'{a b}'\n",
        "async x\n",
        "x = await\n",
        "\0\n",
        "",
        "x = 1\n",
    ],
)
def test_other_files_get_no_hint(source: str) -> None:
    assert hints.find(source.splitlines(keepends=True)) is None
