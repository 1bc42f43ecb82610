"""The service gives the rows of flake8's command line, in the same order."""

from __future__ import annotations

import hashlib
import sysconfig
from pathlib import Path

import pytest

from lintbox.domain import ErrorCode
from lintbox.lint.engine.categories import category_of
from tests.lint.command import rows_of_flake8
from tests.lint.conftest import Check

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))

EDGES: dict[str, bytes] = {
    "noqa.py": b"import os  # noqa\nimport re  # noqa: F401\nimport io  # noqa: E501\n",
    "noqa_list.py": b"import ast  # NoQA:F401,E501\nimport io  # noqa : F401\nimport re  # noqa:F4 W1\n",
    "noqa_rows.py": b's = """\nlong %s\n"""  # noqa\nx = (1,\n  2)  # noqa: E128\n' % (b"x" * 90),
    "noqa_file.py": b"import os\n# flake8: noqa\n",
    "noqa_in_code.py": b"import os  # flake8: noqa\n",
    "noqa_broken.py": b"x = 1 +\ny = 2  # noqa\n",
    "noqa_no_end.py": b"def f():\n    x = (1,  # noqa\n",
    "noqa_hidden_error.py": b"x = (\nimport os  # noqa\n",
    "bom.py": b"\xef\xbb\xbfimport os\n",
    "crlf.py": b"import os\r\nx=1\r\n\r\n\r\n\r\ndef f():\r\n    return 1 \r\n",
    "cr.py": b"import os\rx=1\rdef f():\r  pass\r",
    "mixed_ends.py": b"import os\r\nx=1\ny=2\rz=3\n",
    "form_feeds.py": b"import os\n\x0c\ndef f():\n    pass\n\x0c\x0cx = 1\n",
    "cookie.py": b"# -*- coding: latin-1 -*-\nx = '\xe8'\nimport os\n",
    "cookie_second_line.py": b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'; import os\n",
    "cookie_utf7.py": b"# coding: utf-7\nx = '+AOg-'; import os\n",
    "not_utf8_and_broken.py": b"x = '\xe8'\ny = (\n",
    "utf16.py": "import os\n".encode("utf-16"),
    "nul.py": b"import os\n\x00\n",
    "no_final_newline.py": b"import os\nx = 1",
    "blank_end.py": b"x = 1\n\n\n",
    "blanks_without_end.py": b"x = 1\n\n\n\n    ",
    "comment_without_end.py": b"x = (a, )\\\n  # b",
    "only_blanks.py": b"   \n\t\n",
    "backslash_before_blank.py": b"def f():\\\n\n    # comment\n    return 1 + \\\n# b\n\nx=f()\\\n\n\n",
    "only_backslash.py": b"x = 1\n\\\n",
    "tabs.py": b"if True:\n\tx = 1\n        y = 2\n\tz=3\n",
    "tab_error.py": b"if True:\n        x = 1\n\ty = 2\n",
    "unindent.py": b"if True:\n    x = 1\n  y = 2\n",
    "parens.py": b"(" * 300 + b")" * 300 + b"\n",
    "hangs.py": b"x = f(\n        1, g(\n                2,\n                3),\n        4,\n        )\n",
    "hangs_unlike.py": b"x = f(\n  1,\n   2,\n)\ny = [\n      (1,\n       2), (\n      3)\n  ]\n",
    "hangs_lined_up.py": b"if x: raise A(\n            1,\n)\nif (a or f(\n   b)):\n    pass\n",
    "strings.py": b'x = """a\n  \n\tb """ + f"{x!r:>{10}} {{}}" + \'\\d\'\n',
    "f_strings.py": b'name = 1\nx = f"{name+1:>10} {name}" f"" f"""\n{name\n}"""\n',
    "continuation.py": b"x = [\n1,\n    2,\n      3]\ny = (1 +\n     2\n     + 3)\n",
    "colons.py": b"x = {a:b}\ny = f[a:b, c:]\nz = [lambda:0, {a:b[c:d]}]\nz[1:2, {a:b}:1] = d[a: b:c]\n",
    "long_texts.py": b"def f():\n    # %s\n    'a %s'\n    x = (1,\n         # b %s\n         2)  # c %s\n"
    % ((b"word " * 20,) * 4),
    "sets.py": b"from m import (a, b, c, d, e, f, g, h)\n",
    "wide.py": "x = '漢字'; y = '🙂' ;z=1\n".encode(),
    "empty.py": b"",
    "__init__.py": b"from os import path\nfrom .a import *\n__all__ = ['b']\n",
}

OPTIONS = [
    (),
    ("--max-complexity=3", "--select=E,W,F,C90", "--max-doc-length=60"),
    ("--disable-noqa", "--doctests", "--builtins=foo", "--per-file-ignores=*noqa*:F401"),
]


def sample_of_the_standard_library() -> dict[str, bytes]:
    """Two dozen files, always the same ones, and those that are broken on purpose."""
    sources = [path for path in STANDARD_LIBRARY.rglob("*.py") if "site-packages" not in path.parts]
    by_chance = sorted(sources, key=lambda path: hashlib.sha256(path.name.encode()).digest())
    small = [path for path in by_chance if path.stat().st_size < 20_000][:24]
    broken = sorted(path for path in sources if path.name.startswith(("badsyntax", "bad_coding")))
    return {f"{number}_{path.name}": path.read_bytes() for number, path in enumerate(small + broken)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("identity")
    for name, data in (EDGES | sample_of_the_standard_library()).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("arguments", OPTIONS, ids=["default", "strict", "other"])
def test_rows_are_those_of_the_command_line(check: Check, folder: Path, arguments: tuple[str, ...]) -> None:
    expected = rows_of_flake8(folder, *arguments)
    compared = 0
    for path in sorted(folder.iterdir()):
        report = check(path.read_bytes(), *arguments, name=path.name)
        if report.error:
            # ours alone: what flake8 read as Latin-1, and what Python refuses while flake8 is silent
            assert report.error.code is ErrorCode.ENCODING or expected[path.name] == [], path.name
            continue
        rows = [f"{row.line}:{row.column}: {row.code} {row.text}" for row in report.findings]
        assert rows == expected[path.name], path.name
        assert all(row.category is category_of(row.code) for row in report.findings)
        compared += 1
    assert compared > 60


def test_a_profile_does_not_affect_the_next_one(check: Check) -> None:
    data = b"def f(a):\n    return [b for b in a if b] if a else foo\n"
    before = check(data)
    assert check(data, "--max-complexity=1", "--builtins=foo").categories != before.categories
    assert check(data) == before


def test_only_the_last_part_of_a_file_name_counts(check: Check) -> None:
    data = b"from . import a\n"
    assert check(data, name="../../etc/__init__.py").findings == check(data, name="__init__.py").findings
    assert check(data, "--per-file-ignores=/etc/*.py:F401", name="/etc/file.py").total == 1
    assert check(data, name="-").total == check(data, name="stdin\n\x00.py").total == 1
