"""Repairs: what the tools may change, and what is never shown."""

from __future__ import annotations

import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pycodestyle
import pytest

from lintbox import explanations
from lintbox.domain import Fixes, FixRequest, Profile, Report
from lintbox.lint.engine import versions
from lintbox.lint.engine.runner import Flake8Runner
from lintbox.lint.engine.source import Source
from lintbox.lint.engine.stock import Checked
from lintbox.lint.fixes import fixing, meaning, safe_repair
from lintbox.lint.fixes.repairs import REPAIRS, Fixer
from lintbox.lint.fixes.safe_repair import OutOfTimeError, SafeRepair, Version

Fix = Callable[..., Fixes]
AMPLE_SECONDS = 10_000


@pytest.fixture(scope="module")
def runner() -> Iterator[Flake8Runner]:
    before = [*sys.meta_path]
    yield Flake8Runner(versions.installed())
    sys.meta_path[:] = before


@pytest.fixture
def fix(runner: Flake8Runner) -> Fix:
    def fix_one(
        source: str | bytes, *codes: str, line: int | None = None, arguments: tuple[str, ...] = ()
    ) -> Fixes:
        data = source.encode() if isinstance(source, str) else source
        request = FixRequest(codes, line)
        with warnings.catch_warnings(action="ignore"):  # Python's parser warns of some sources
            return fixing.fix(runner, "file.py", data, Profile(arguments), request, AMPLE_SECONDS)

    return fix_one


def test_the_tool_repairs_the_example_of_each_code_that_it_is_named_for(fix: Fix) -> None:
    wrong = {}
    for code in REPAIRS:
        example = explanations.find(code)
        assert example
        select = () if example.default else (f"--extend-select={code}",)
        fixes = fix(example.before, code, arguments=(*example.options, *select))
        if not fixes.fixed.get(code) or code in fixes.left or fixes.unsafe:
            wrong[code] = fixes
    assert wrong == {}


def test_every_code_that_autopep8_repairs_is_in_the_table_or_left_out_for_a_reason() -> None:
    left_out = {
        "E112": "flake8 reports E999 there",
        "E113": "flake8 reports E999 there",
        "E117": "autopep8 does not repair what flake8 reports with tabs",
        "E722": "the repair would hide the bug as before",
    }
    methods = (name for name in dir(sys.modules["autopep8"].FixPEP8("", None, "")) if name.startswith("fix_"))
    named = {name.removeprefix("fix_").upper() for name in methods}
    of_tool = {code for code, repair in REPAIRS.items() if repair.fixer is Fixer.AUTOPEP8}
    indented_anew = {"E101", "E111", "W191"}
    assert {name for name in named if name[1:].isdigit()} == (of_tool - indented_anew) | {*left_out}


def test_flake8_keeps_its_own_rules_beside_autopep8() -> None:
    assert sys.modules["pycodestyle"] is pycodestyle is not sys.modules["autopep8"].pycodestyle
    assert pycodestyle.continued_indentation in pycodestyle._checks["logical_line"]


def test_everything_that_can_be_repaired_is_and_the_rest_is_counted(fix: Fix) -> None:
    fixes = fix("import os\nimport sys\nl=sys.argv \nif l == None : print( l)\n")
    assert fixes.content == "import sys\nl = sys.argv\nif l is None:\n    print(l)\n"
    assert fixes.fixed == {"E201": 1, "E203": 1, "E225": 1, "E701": 1, "E711": 1, "F401": 1, "W291": 1}
    assert fixes.left == {"E741": 1}
    assert (fixes.changes_meaning, fixes.unsafe, fixes.stopped) == (("E711", "F401"), (), False)


def test_only_codes_that_were_repaired_may_change_the_meaning(fix: Fix) -> None:
    fixes = fix("import os\n\n\ndef total():\n    x = 1; y = 2\n", "F401", "F841")
    assert (fixes.fixed, fixes.left["F841"]) == ({"F401": 1}, 2)
    assert fixes.changes_meaning == ("F401",)


def test_only_the_codes_that_were_asked_for_are_repaired(fix: Fix) -> None:
    fixes = fix("import os\nx=1 \ny =2\nz = 3>>1\nw = 4>> 1\n", "W291", "E227")
    assert fixes.content == "import os\nx=1\ny =2\nz = 3 >> 1\nw = 4>> 1\n"
    assert fixes.left == {"E225": 3, "F401": 1}


def test_one_line_is_repaired_alone(fix: Fix) -> None:
    source = "import os\nimport re\n\n\ndef f():\n    pass\n    x=1 \n    y=2 \n"
    assert fix(source, "W291", line=8).content == source.replace("y=2 ", "y=2")
    assert fix(source, "F401", line=2).content == source.replace("import re\n", "")
    assert fix(source, "F401", line=1).content == source.replace("import os\n", "")
    assert fix(source, "F841", line=7).content == source.replace("    x=1 \n", "")
    assert fix(source, "W291", line=1).diff == ""


def test_what_a_comment_suppresses_is_left_alone(fix: Fix) -> None:
    source = "a=1\nb=2  # noqa: E225\nc=3\nimport os  # noqa\nimport re\n"
    fixes = fix(source, "E225", "F401")
    assert fixes.content == "a = 1\nb=2  # noqa: E225\nc = 3\nimport os  # noqa\n"
    assert fix("# flake8: noqa\nx=1\n").diff == ""


def test_a_statement_that_does_nothing_stays_unless_a_removal_left_it(fix: Fix) -> None:
    source = "def f():\n    import os\n\n\ndef g():\n    pass\n    return 1\n"
    assert fix(source).content == source.replace("import os", "pass")


def test_the_options_of_the_profile_count(fix: Fix) -> None:
    source = "print(1111111111, 2222222222, 333333333333333)\n"
    fixes = fix(source, arguments=("--max-line-length=40",))
    assert max(map(len, fixes.content.splitlines())) <= 40
    assert fix(source).diff == ""
    assert fix("x=1\n", arguments=("--ignore=E225",)).diff == ""


def test_a_repair_with_a_new_finding_is_not_shown_but_others_are(fix: Fix) -> None:
    long = "b" * 73
    source = f"x=1\nprint(x,\n  {long!r})\nprint(x,\n  'short')\n"
    fixes = fix(source, "E225", "E128")
    assert fixes.content == f"x = 1\nprint(x,\n  {long!r})\nprint(x,\n      'short')\n"
    assert (fixes.fixed, fixes.left, fixes.unsafe) == ({"E225": 1, "E128": 1}, {"E128": 1}, ("E128",))
    assert fix(source, "E128", line=3).unsafe == ("E128",)


def test_a_line_that_would_be_rewritten_keeps_its_other_findings(fix: Fix) -> None:
    source = "if True : print(unknown)\n"
    fixes = fix(source)
    assert fixes.content == "if True: print(unknown)\n"
    assert (fixes.left, fixes.unsafe) == ({"E701": 1, "F821": 1}, ("E701",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfx=1\n", b"\xef\xbb\xbfx = 1\n"),
        (b"x=1\r\ny=2\r\n", b"x = 1\r\ny = 2\r\n"),
        (b"x=1\ry=2\r", b"x = 1\ry = 2\r"),
        (b"x=1\r\n\ny=2\n\rz=3\n", b"x = 1\r\n\ny = 2\n\rz = 3\n"),
        (b"import os\r\nx=1\nif x : pass\r\n", b"x = 1\nif x:\r\n    pass\r\n"),
        (b"x=1\ny=2", b"x = 1\ny = 2"),
        (b"# coding: latin-1\nx='\xe8'\n", b"# coding: latin-1\nx = '\xe8'\n"),
        (b"#!/bin/python\n# coding: koi8-r\nx='\xe8'\n", b"#!/bin/python\n# coding: koi8-r\nx = '\xe8'\n"),
        (b"import os", b""),
        (b"x='\x0c\xc2\x85\xe2\x80\xa8'\n", b"x = '\x0c\xc2\x85\xe2\x80\xa8'\n"),
    ],
)
def test_encoding_line_ends_and_the_end_of_the_file_stay(fix: Fix, before: bytes, after: bytes) -> None:
    fixes = fix(before, "E225", "E701", "E203", "F401")
    assert (fixes.encoded if fixes.encoded is not None else fixes.content.encode()) == after
    assert (fixes.encoded is None) == (b"coding" not in before)


def test_a_missing_line_feed_at_the_end_is_added_when_asked_for(fix: Fix) -> None:
    fixes = fix(b"x = 1\r\ny = 2", "W292")
    assert fixes.content == "x = 1\r\ny = 2\r\n"
    assert fixes.diff.endswith("-y = 2\n\\ No newline at end of file\n+y = 2\n")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"x=1\ndef f(:\n", "syntax error in line 2"),
        (b"x='\xe8'\n", "cannot be decoded"),
        (b"# coding: rot13\nx=1\n", "cannot be decoded"),
        (b"# coding: utf-7\nx=1\ny = '+AOg-+AOg-'\n", "without a change"),
        (b"x=" + b"-" * 100_000 + b"1\n", "too deep"),
    ],
)
def test_what_cannot_be_repaired_is_refused_with_a_reason(fix: Fix, source: bytes, words: str) -> None:
    fixes = fix(source)
    assert words in fixes.refusal
    assert fixes == Fixes(refusal=fixes.refusal)


def test_without_time_for_more_the_repairs_so_far_are_returned(runner: Flake8Runner) -> None:
    fixes = fixing.fix(runner, "file.py", b"x=1\n", Profile(), FixRequest(), cpu_seconds=0)
    assert (fixes.content, fixes.diff, fixes.left, fixes.stopped) == ("x=1\n", "", {"E225": 1}, True)


def test_many_findings_are_repaired_in_parts_that_are_kept_when_time_runs_out(
    runner: Flake8Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_repair, "_MOST_TOGETHER", 2)
    lines = ["x=1 \n", "y=2\n"]

    def check(lines: list[str]) -> Checked:
        return runner.check_source("file.py", Source(lines, "utf-8"), Profile())

    def check_at_last(lines: list[str]) -> Checked:
        repair._cpu_seconds = 0
        return check(lines)

    first = Version(lines, check(lines), meaning.describe("".join(lines)))
    setup = runner.prepare(Profile())
    repair = SafeRepair(check_at_last, setup, first, AMPLE_SECONDS, is_strict=False)
    with pytest.raises(OutOfTimeError):
        repair.fix_codes(["E225", "W291"])
    assert repair.version.lines == ["x = 1 \n", "y = 2\n"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import a, b.c as d", "import a\nimport b.c as d"),
        ("x = not a in b", "x = a not in b"),
        ("x = not a is b", "x = a is not b"),
    ],
)
def test_spellings_that_mean_the_same_are_equal(one: str, other: str) -> None:
    assert meaning.describe(one) == meaning.describe(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = not a == b", "x = a != b"),
        ("x = not a in b", "x = a in b"),
        ("x = not a in b in c", "x = a not in b in c"),
        ("'a '", "'a'"),
    ],
)
def test_sources_that_mean_something_else_are_not_equal(one: str, other: str) -> None:
    assert meaning.describe(one) != meaning.describe(other)


@pytest.mark.parametrize("module", ["sched", "tty"])
def test_no_repair_of_the_standard_library_has_a_new_finding_or_another_meaning(
    runner: Flake8Runner, module: str
) -> None:
    source = Path(sysconfig.get_path("stdlib"), f"{module}.py").read_text("utf-8")
    strict = Profile(("--select=E,W,F", "--max-line-length=72"))
    kept = tuple(code for code, repair in REPAIRS.items() if repair.keeps_meaning)
    fixes = fixing.fix(runner, "file.py", source.encode(), strict, FixRequest(kept), AMPLE_SECONDS)
    assert fixes.diff
    before, after = (runner.check("file.py", text.encode(), strict) for text in (source, fixes.content))
    assert sorted(fixes.left.items()) == sorted(count(after).items())
    assert all(number <= count(before).get(code, 0) for code, number in count(after).items())
    assert meaning.describe(source) == meaning.describe(fixes.content)


def count(report: Report) -> Counter[str]:
    return Counter(finding.code for finding in report.findings)
