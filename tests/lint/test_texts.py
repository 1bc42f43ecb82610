"""Messages quote the file: the quoted text is escaped and limited."""

from __future__ import annotations

import pytest

from lintbox.lint.engine.reports import sanitize
from tests.lint.conftest import Check

FORGED = r'"%(a)s" % {"a": 1, "c\nF.py:1:1: E999 \x1b[31m<script>": 1}'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ünïcödé 漢 🙂 <b>&", "plain, ünïcödé 漢 🙂 <b>&"),
        ("a\nb\r\t", r"a\nb\r\t"),
        ("\x00\x1b\x7f\x9b", r"\x00\x1b\x7f\x9b"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\u202e\u2066\u200f\u061c", r"\u202e\u2066\u200f\u061c"),
        ("\ud800", r"\ud800"),
        ("x" * 501, "x" * 500),
        ("\x1b" * 500, r"\x1b" * 125),
    ],
)
def test_control_characters_are_escaped_and_long_texts_are_cut(text: str, shown: str) -> None:
    assert sanitize(text) == shown


def test_a_message_cannot_forge_a_row(check: Check) -> None:
    report = check(FORGED.encode() + b"\n")
    assert [row.code for row in report.findings] == ["F504"]
    assert report.findings[0].text.endswith(r"c\nF.py:1:1: E999 \x1b[31m<script>")


def test_a_lone_surrogate_in_a_message_is_escaped(check: Check) -> None:
    report = check(rb'"%(\ud800)s" % {"\udfff": 1}' + b"\n")
    assert [row.text[-6:] for row in report.findings] == [r"\udfff", r"\ud800"]


def test_findings_are_capped_but_all_are_counted(check: Check) -> None:
    report = check(b"x=1\n" * 6_000)
    assert (len(report.findings), report.total) == (5_000, 6_000)
    assert sum(report.categories.values()) == 6_000
