"""A file that ``python FILE`` refuses never passes, and the report says where and why (S15, S17, S18)."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from lintbox.domain import Category, CheckState, ErrorCode, Profile
from lintbox.lint.engine import versions
from lintbox.lint.engine.decoding import DECODES_COMMENTS
from lintbox.lint.engine.refusals import find
from lintbox.lint.engine.runner import Flake8Runner
from lintbox.lint.engine.source import read
from tests.lint import interpreter_tests, programs, refused
from tests.lint.conftest import Check
from tests.lint.quick.both_ways import standard_library
from tests.lint.refused_bytes import BYTES, RUNS

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
WRITTEN = refused.written()


@pytest.fixture(scope="module")
def runner() -> Flake8Runner:
    return Flake8Runner(versions.installed())


def test_there_are_enough_refused_files() -> None:
    assert len(WRITTEN) >= 190


@pytest.mark.parametrize("data", WRITTEN.values(), ids=map(ascii, WRITTEN))
def test_what_python_refuses_is_reported_with_line_and_reason(runner: Flake8Runner, data: bytes) -> None:
    report = runner.check("file.py", data, Profile())
    assert report.state in (CheckState.FAILED, CheckState.ERROR)
    refusal = report.python_refuses
    assert refusal is not None
    assert (refusal.line >= 1, refusal.column >= 1, bool(refusal.detail)) == (True, True, True)
    assert report.categories[Category.WILL_NOT_RUN] >= 1


def test_what_the_compiler_refuses_in_its_own_tests_is_reported(runner: Flake8Runner) -> None:
    programs = interpreter_tests.find_refused(most=300)
    if not programs:
        pytest.skip("this Python came without its own tests")
    for name, data in programs.items():
        report = runner.check("file.py", data, Profile())
        assert report.state is not CheckState.PASSED, name
        assert report.python_refuses is not None, name


def python_runs(data: bytes, folder: Path) -> str:
    """Return the interpreter's error for a file; empty if it runs."""
    path = folder / "file.py"
    path.write_bytes(data)
    command = [sys.executable, "-I", "-S", "-B", "-W", "ignore", str(path)]
    ended = subprocess.run(command, capture_output=True, check=False)
    return ended.stderr.decode("utf-8", "replace") if ended.returncode else ""


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_python_itself_refuses_these_bytes(tmp_path: Path, data: bytes) -> None:
    assert python_runs(data, tmp_path)


@pytest.mark.parametrize("data", RUNS.values(), ids=RUNS)
def test_what_python_runs_is_not_refused(runner: Flake8Runner, tmp_path: Path, data: bytes) -> None:
    assert python_runs(data, tmp_path) == ""
    report = runner.check("file.py", data, Profile())
    assert (report.python_refuses, report.error) == (None, None)


PLACES = {
    "comment": (b"x = 1\n# caf\xe9\n", 2, 6),
    "comment after a form feed": (b"x = 1\n\x0c# caf\xe9\n", 2, 7),
    "carriage returns": (b"# a\rx = 1\r# \xc3\xa9\xe9\r", 3, 4),
    "cookie": (b"\n# coding: klingon\n", 2, 11),
    "mark and cookie": (b"\xef\xbb\xbf# coding: latin-1\n", 1, 11),
    "byte in a string behind one in a comment": (
        b"# coding: utf-8\n# \xe9\nx = '\xe9'\n",
        *((2, 3) if DECODES_COMMENTS else (3, 6)),
    ),
    "mark": (b"\xef\xbb\xbf# a\nx = '\xe9'\n", 2, 6),
    "after 8 KB": (b"x = 1\n" * 3000 + b"# caf\xe9\n", 3001, 6),
}


@pytest.mark.parametrize(("data", "line", "column"), PLACES.values(), ids=PLACES)
def test_an_undecodable_file_is_an_encoding_error_with_its_position(
    runner: Flake8Runner, data: bytes, line: int, column: int
) -> None:
    report = runner.check("file.py", data, Profile())
    assert report.error is not None
    assert report.error.code is ErrorCode.ENCODING
    assert f"ine {line}" in report.error.detail
    assert f"column {column}" in report.error.detail
    assert report.python_refuses is not None
    assert report.python_refuses[:2] == (line, column)


ESCAPES = {
    "name": (r"x = '\N{NOPE}'  # noqa", 5),
    "x": (r"x = '\xz'  # noqa", 5),
    "folder": (r"x = 'C:\Users\me'  # noqa", 5),
    "u": (r"é = '\u12'  # noqa", 5),
    "U": (r"x = '\U00110000'  # noqa", 5),
    "bytes": (r"x = b'\xz'  # noqa", 5),
}


@pytest.mark.parametrize(("source", "column"), ESCAPES.values(), ids=ESCAPES)
def test_a_broken_escape_is_not_an_encoding_error(runner: Flake8Runner, source: str, column: int) -> None:
    report = runner.check("file.py", source.encode() + b"\n", Profile())
    assert report.error is not None
    assert report.error.code is ErrorCode.UNSUPPORTED
    assert f"the string at line 1, column {column} has a broken escape" in report.error.detail
    assert "UTF-8" not in report.error.detail
    assert report.python_refuses is not None
    assert report.python_refuses.detail.startswith("broken escape in a string")


def test_rows_of_flake8_are_kept_beside_the_refusal(check: Check) -> None:
    report = check(b"import os\nmatch x:\n    case a | b: pass\n")
    assert [finding.code for finding in report.findings] == ["F401", "F821"]
    assert (report.total, report.error, report.state) == (2, None, CheckState.FAILED)
    assert report.python_refuses is not None
    assert report.python_refuses.line == 3
    assert report.categories[Category.WILL_NOT_RUN] == 1
    assert report.quotes[3] == "case a | b: pass"


def test_an_error_that_flake8_also_reports_is_counted_once(check: Check) -> None:
    for data in (b"x = (\n", b"x = 1\nreturn x\n"):
        report = check(data)
        assert report.python_refuses is not None
        assert (report.total, report.categories) == (1, {Category.WILL_NOT_RUN: 1})


def test_what_the_parser_refuses_is_reported_however_deep(check: Check) -> None:
    report = check(b"(" * 5000 + b")" * 5000)
    assert "E999" in [finding.code for finding in report.findings]
    assert report.python_refuses
    assert "nested parentheses" in report.python_refuses.detail


def test_columns_are_counted_in_characters_for_errors_of_parser_and_compiler(check: Check) -> None:
    for source in ("é = 'ü'; f(a=1, a=2)\n", "é = 'ü'; f(a=)\n"):
        refusal = check(source.encode()).python_refuses
        assert refusal is not None
        assert refusal.column == source.index("a=)") + 1 if "a=)" in source else source.index("a=2") + 1


def test_ordinary_files_are_not_refused_and_rarely_compiled(runner: Flake8Runner) -> None:
    """If ``surely_compiles`` is true, the file compiles."""
    setup = runner.prepare(Profile())
    assert setup.fast_path
    surely_compiles = 0
    paths = [path for path in standard_library()[::40] if "bad" not in path.name]
    for path in paths:
        source = read(path.read_bytes())
        setup.fast_path.check(path.name, source.lines)
        surely_compiles += setup.fast_path.surely_compiles
        assert find(path.read_bytes(), source, versions.installed(), surely_compiles=False) is None, path
    assert surely_compiles > len(paths) // 2


WRAPPINGS = ("{}", "def f():\n{1}", "async def f():\n{1}", "class A:\n{1}", "for x in y:\n{1}")


def test_the_walk_recognizes_everything_that_the_compiler_could_refuse(runner: Flake8Runner) -> None:
    setup = runner.prepare(Profile())
    assert setup.fast_path
    refusals = 0
    for text in (data.decode() for name, data in WRITTEN.items() if name not in BYTES):
        indented = "".join(f"    {line}" for line in text.splitlines(keepends=True))
        for wrapping in WRAPPINGS:
            source = wrapping.format(text, indented)
            if _compiles(source):
                continue
            refusals += 1
            setup.fast_path.check("file.py", source.splitlines(keepends=True))
            assert not setup.fast_path.surely_compiles, source
    assert refusals > 300


def test_programs_that_surely_compile_do(runner: Flake8Runner) -> None:
    setup = runner.prepare(Profile())
    assert setup.fast_path
    surely_compiled = refused = 0
    for source in map(programs.write, range(1_000)):
        setup.fast_path.check("file.py", source.splitlines(keepends=True))
        assert setup.fast_path.fallback is None, source
        if _compiles(source):
            surely_compiled += setup.fast_path.surely_compiles
        else:
            refused += 1
            assert not setup.fast_path.surely_compiles, source
    assert min(surely_compiled, refused) > 100


def _compiles(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(ast.parse(source), "file.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True
