"""Text, GitHub's commands, CSV, JUnit XML and HTML: escaped, and honest about files that were not checked."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from lintbox.exports.formats import FORMATS
from lintbox.exports.html import CONTENT_SECURITY_POLICY
from tests.exports.samples import (
    ERROR,
    EVERY,
    FOUND,
    HOSTILE_FILE,
    OPTED_OUT,
    PASSED,
    REFUSED,
    TRUNCATED,
    WAITING,
    export,
)


def test_text_is_rows_of_flake8() -> None:
    assert export("text", FOUND).splitlines()[:2] == [
        "orders.py:1:1: F401 'os' imported but unused",
        "orders.py:6:15: E711 comparison to None",
    ]
    assert export("text", PASSED) == ""


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_hides_what_is_not_a_finding(name: str) -> None:
    for file, words in (
        (ERROR, "The check took longer than 10 s." if name != "json" else "timeout"),
        (WAITING, "Not checked yet" if name != "json" else "queued"),
        (REFUSED, "duplicate argument"),
        (OPTED_OUT, "Opted out" if name != "json" else '"opted_out": true'),
        (TRUNCATED, "7,000" if name != "json" else "7000"),
    ):
        assert words in export(name, file), (name, file.name)


def test_github_commands_are_one_line_each() -> None:
    lines = export("github", *EVERY).splitlines()
    assert lines[0] == "::warning file=orders.py,line=1,col=1,title=F401::F401 'os' imported but unused"
    assert lines[4] == "::notice file=orders.py,title=X100::X100 a code that nobody explains"
    assert lines[5].startswith('::notice file=-a%3A b%2Cc=<i>&"é%25.py,line=2,col=80,title=E501::E501 =cmd')
    assert "%0D%0A::error::x%250A" in lines[5]
    assert all(line.startswith("::") for line in lines)
    assert len(lines) == 5 + 1 + 1 + 2 + 1 + 1 + 1 + 1


def test_csv_has_no_formula() -> None:
    text = export("csv", *EVERY)
    assert text.startswith("\ufefffile,")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert rows[5]["file"].startswith("'-a: b,c=<i>&\"é%.py")
    assert rows[5]["text"].startswith("'=cmd|")
    assert rows[0] == {
        "file": "orders.py",
        "state": "failed",
        "line": "1",
        "column": "1",
        "code": "F401",
        "category": "Unused",
        "text": "'os' imported but unused",
    }
    assert {row["file"]: row["state"] for row in rows}["clean.py"] == "passed"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_csv_neutralizes_every_beginning_of_a_formula(first: str) -> None:
    row = next(
        csv.reader(
            io.StringIO(export("csv", PASSED._replace(name=f"{first}1.py")).partition("\r\n")[2], newline="")
        )
    )
    assert row[0] == f"'{first}1.py"


def test_junit_is_read_by_junitparser() -> None:
    suites = list(JUnitXml.fromstring(export("junit", *EVERY).encode("utf-8", "backslashreplace")))
    assert [suite.name for suite in suites] == [file.name for file in EVERY]
    for suite in suites:
        assert isinstance(suite, TestSuite)
        counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()  # type: ignore[no-untyped-call]
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == counted
    kinds = [[type(result) for case in suite for result in case.result] for suite in suites]
    assert kinds == [
        [Failure] * 5,
        [Failure],
        [Failure],
        [],
        [Failure, Skipped],
        [Error],
        [Failure],
        [Skipped],
        [Skipped],
    ]
    assert next(iter(suites[1])).result[0].message.startswith("E501 =cmd|' /C calc'!A0\",<b>&")
    assert len(list(suites[3])) == 1


class Tags(HTMLParser):
    """Collects the elements, and the text of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_one_file_in_which_nothing_is_active() -> None:
    page = Tags()
    page.feed(export("html", *EVERY))
    assert not {"script", "link", "img", "iframe", "b", "i"} & set(page.tags)
    assert all(address.startswith("https://lint.school.example/") for address in page.addresses)
    assert HOSTILE_FILE.name in page.text
    assert "<b>&" in page.text
    assert "4 need work" not in page.text
    assert "5 need work" in page.text
    assert "'unsafe" not in CONTENT_SECURITY_POLICY
