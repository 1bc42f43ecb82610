"""The report has the encoding and source lines of a file: only the worker decodes it."""

from __future__ import annotations

import pytest

from lintbox.domain import CheckState
from tests.lint.conftest import Check


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"x = 1\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\n", "utf-8-sig"),
        (b"# coding: latin-1\n# \xe4\n", "iso-8859-1"),
        (b"# coding: klingon\n", None),
        (b"# coding: rot13\n", None),
        (b"# coding: hex\n", None),
        (b'x = "\xe4"\n', None),
    ],
)
def test_the_report_names_the_encoding(check: Check, data: bytes, encoding: str | None) -> None:
    report = check(data)
    assert report.encoding == encoding
    assert (report.state is CheckState.ERROR) == (encoding is None)


@pytest.mark.parametrize(
    "data",
    [
        "import os\nä=1\n".encode(),
        b"# coding: latin-1\n\xe4=1\n",
        "import os\r\nä=1\r\n".encode(),
        "import os\rä=1\r".encode(),
        "\ufeffimport os\nä=1\n".encode(),
        "import os\n\t ä=1 \n".encode(),
    ],
)
def test_the_report_quotes_the_lines_of_its_findings_in_the_encoding_of_the_file(
    check: Check, data: bytes
) -> None:
    assert check(data).quotes[2] == "ä=1"


def test_the_line_of_each_finding_is_quoted_and_cut(check: Check) -> None:
    report = check(b"".join(b"x=%d\n" % number for number in range(30)))
    assert report.quotes == {number + 1: f"x={number}" for number in range(30)}
    assert check(b"x=1  # " + b"y" * 600 + b"\n").quotes == {1: "x=1  # " + "y" * 493}


def test_the_line_of_a_finding_outside_the_file_is_quoted_as_empty(check: Check) -> None:
    report = check(b"x = (\n")
    assert report.quotes.keys() == {finding.line for finding in report.findings}


def test_a_line_with_a_lone_surrogate_is_quoted(check: Check) -> None:
    report = check(b"# coding: utf-7\nx=1;# +2AA-\n")
    assert report.quotes.get(2, "") in ("", "x=1;# \\ud800")
    assert report.total or report.error
