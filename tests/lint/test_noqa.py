"""What a report says of noqa comments equals what stock flake8 decides with and without them."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from lintbox.domain import NOQA_KEPT, Profile, UselessNoqa
from lintbox.lint.engine import versions
from lintbox.lint.engine.initialization import Setup
from lintbox.lint.engine.runner import Flake8Runner, run
from lintbox.lint.engine.source import Source, read
from lintbox.lint.engine.stock import Checked, run_stock
from lintbox.lint.quick.noqa import NoqaRecord
from tests.lint.conftest import Check
from tests.lint.quick.both_ways import set_up, stock_rows

Found = list[tuple[str, int, int]]
"""Code, line, and the line of the comment."""
CASES: dict[str, tuple[bytes, Found, list[tuple[int, tuple[str, ...]]]]] = {
    "every code": (b"import os  # noqa\n", [("F401", 1, 1)], []),
    "a list": (b"import os;  # noqa: E703, F401\n", [("F401", 1, 1), ("E703", 1, 1)], []),
    "a prefix": (b"import os;  # noqa:F4,E7\n", [("F401", 1, 1), ("E703", 1, 1)], []),
    "nothing to suppress": (b"x = 1  # noqa\n", [], [(1, ())]),
    "a code too many": (b"import os  # NoQA: E501,F401\n", [("F401", 1, 1)], [(1, ("E501",))]),
    "another code": (b"import os  # noqa: E501\n", [], [(1, ("E501",))]),
    "lower case": (b"import os  # noqa: f401\n", [], [(1, ("f401",))]),
    "after a long string": (
        b'x = """\n' + b"y " * 44 + b"y" + b'\n"""  # noqa\n',
        [("E501", 2, 3)],
        [],
    ),
    "after a backslash": (b"x = 1 + \\\n    l\nl = 1  # noqa\n", [("E741", 3, 3)], []),
    "in a string": (b'import os  # "# noqa"\nx = "# noqa"\n', [("F401", 1, 1)], []),
    "in a string of a long line": (b'x = "# noqa ' + b"y" * 90 + b'"\n', [("E501", 1, 1)], []),
    "beside a code of the next line": (b"import os  # noqa: F401\nE501 = 1\n", [("F401", 1, 1)], []),
    "a second comment in a line": (b"import os  # noqa: F401  # noqa: E5\n", [("F401", 1, 1)], []),
    "no comment": (b"import os\n", [], []),
    "in a file with a syntax error": (b"import os  # noqa\nx = (\n", [], []),
}


@pytest.mark.parametrize("plugins", [(), ("pep8-naming",)], ids=["fast path", "flake8 itself"])
@pytest.mark.parametrize("case", CASES)
def test_suppressed_findings_and_useless_comments_are_reported(
    check: Check, case: str, plugins: tuple[str, ...]
) -> None:
    data, suppressed, useless = CASES[case]
    noqa = check(data, plugins=plugins).noqa
    assert sorted((one.code, one.line, one.by_line) for one in noqa.suppressed) == sorted(suppressed)
    assert noqa.suppressed_total == len(suppressed)
    assert list(noqa.useless) == [UselessNoqa(*one) for one in useless]
    assert not noqa.opted_out


@pytest.mark.parametrize("plugins", [(), ("pep8-naming",)], ids=["fast path", "flake8 itself"])
def test_a_file_that_opts_out_is_recognized(check: Check, plugins: tuple[str, ...]) -> None:
    data = b"import os\n# flake8: noqa: E501\n"
    assert check(data, plugins=plugins).noqa.opted_out
    report = check(data, "--disable-noqa", plugins=plugins)
    assert not report.noqa.opted_out
    assert [finding.code for finding in report.findings] == ["F401"]


def test_a_profile_can_ignore_the_comments(check: Check) -> None:
    report = check(b"import os  # noqa\nx = 1  # noqa\n", "--disable-noqa")
    assert ([finding.code for finding in report.findings], report.noqa.useless) == (["F401"], ())


def test_what_the_options_ignore_is_not_suppressed(check: Check) -> None:
    noqa = check(b"import os  # noqa: F401\n", "--extend-ignore=F401").noqa
    assert (noqa.suppressed, noqa.useless) == ((), (UselessNoqa(1, ("F401",)),))


def test_long_lists_of_comments_are_cut(check: Check) -> None:
    noqa = check(b"import os  # noqa\nx = 1  # noqa\n" * (NOQA_KEPT + 1)).noqa
    assert (len(noqa.suppressed), len(noqa.useless)) == (NOQA_KEPT, NOQA_KEPT)
    assert noqa.suppressed_total > NOQA_KEPT
    codes = ", ".join(f"Z{number}" for number in range(10_000))
    (useless,) = check(f"x = 1  # noqa: {codes}\n".encode()).noqa.useless
    assert useless.codes[:2] == ("Z0", "Z1")
    assert len(useless.codes) == 20


Row = tuple[str, int, int, str]
LINES = (
    "import os",
    "l = 1;",
    "x=1",
    'y = """',
    '"""',
    "def f( ): \\",
    "    pass",
    "z = 'a string'",
    "",
)
COMMENTS = ("  # noqa", " # noqa: F401", "  # NOQA:E7,W6", "  # noqa : E501", "  # nothing", "# noqa", "")


def write_file(chance: random.Random) -> bytes:
    """Return a file with odd lines and comments; some have syntax errors."""
    lines = [chance.choice(LINES) + chance.choice(COMMENTS) for _ in range(chance.randrange(1, 12))]
    return "".join(f"{line}\n" for line in lines).encode()


def test_suppressed_findings_are_those_that_stock_flake8_reports_without_noqa() -> None:
    chance = random.Random(7)
    files = {write_file(chance) for _ in range(150)}
    all_rows = _read_stock(("--disable-noqa",), files)
    shown = _read_stock((), files)
    runner = Flake8Runner(versions.installed())
    setup = runner.prepare(Profile())
    by_fast_path = 0
    for data in files:
        _, stock = run_stock(setup, "file.py", read(data))
        _, record = run(setup, "file.py", read(data))
        by_fast_path += setup.fallback_reason is None
        missing = Counter(all_rows[data]) - Counter(shown[data])
        assert sorted(_list_rows(stock)) == sorted(missing.elements())
        assert sorted(_list_rows(record)) == sorted(missing.elements())
        assert sorted((one.violation, one.by_line) for one in record.suppressed) == sorted(
            (one.violation, one.by_line) for one in stock.suppressed
        )
        assert record.comments == stock.comments
    assert by_fast_path > 20


def _read_stock(options: tuple[str, ...], files: Iterable[bytes]) -> dict[bytes, list[Row]]:
    setup = set_up(options)
    found = {}
    for data in files:
        rows = stock_rows(setup, "file.py", data)
        assert isinstance(rows, list)
        found[data] = rows
    return found


def _list_rows(record: NoqaRecord) -> list[Row]:
    found = (one.violation for one in record.suppressed)
    return [(one.code, one.line_number, one.column_number, one.text) for one in found]


Run = Callable[[Setup, str, Source], Checked]
STRING_ROW = b"y = 1 and a row of a string that ends in a blank \n"


def write_long_string(rows: int) -> bytes:
    """Return one string with a finding in each row, all of them suppressed by the comment behind it."""
    return b"x = '''\n" + STRING_ROW * rows + b"'''  # noqa\n"


both_ways = pytest.mark.parametrize("check", [run, run_stock], ids=["fast path", "flake8 itself"])


@both_ways
def test_thousands_of_findings_in_a_string_do_not_keep_a_copy_of_it_each(check: Run) -> None:
    setup = set_up(())
    data = write_long_string(1_500)
    source = read(data)
    check(setup, "file.py", read(write_long_string(2)))
    tracemalloc.start()
    violations, record = check(setup, "file.py", source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (violations, len(record.suppressed)) == ([], 1_500)
    assert {one.by_line for one in record.suppressed} == {1_502}
    assert not any(one.violation.physical_line for one in record.suppressed)
    assert peak < 150 * len(data)  # a copy each is 1,500 times its size


@both_ways
def test_thousands_of_findings_in_a_string_take_time_in_proportion_to_them(check: Run) -> None:
    setup = set_up(())
    check(setup, "file.py", read(write_long_string(2)))
    short, long = (measure_cpu(check, setup, read(write_long_string(rows))) for rows in (1_500, 6_000))
    assert long < 8 * short  # quadratic work is 16 times as much


def measure_cpu(check: Run, setup: Setup, source: Source) -> float:
    """Return the least seconds of CPU time of three runs."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        check(setup, "file.py", source)
        taken.append(time.process_time() - started)
    return min(taken)
