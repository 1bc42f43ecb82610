"""The difference between two reports: which findings are new, fixed and the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from lintbox.domain import (
    FINDINGS_KEPT,
    NOQA_KEPT,
    Category,
    Delta,
    DeltaCounts,
    ErrorCode,
    Finding,
    FixedFinding,
    Noqa,
    Profile,
    PythonRefusal,
    Report,
    SuppressedFinding,
)
from lintbox.services import deltas
from lintbox.storage.comparisons import BaseCheck
from tests.rules.harness import Line, fail, report, report_on

CODES = ("E501", "F401", "E225", "W291")


def suppress(code: str, *texts: str) -> Noqa:
    rows = tuple(SuppressedFinding(code, 1, 1, text, Category.LAYOUT, 1) for text in texts)
    return Noqa(suppressed=rows, suppressed_total=len(rows))


def find_delta(before: Report, now: Report) -> Delta | None:
    return deltas.compare(BaseCheck("old", Profile(), before), "new", Profile(), now)


def compare(before: Report, now: Report) -> Delta:
    delta = find_delta(before, now)
    assert delta
    return delta


def compare_slowly(before: Sequence[Line], now: Sequence[Line]) -> tuple[list[int], list[tuple[str, int]]]:
    """Strike out pair after pair; return the rows of new findings, and code and line of fixed ones."""

    def flatten(lines: Sequence[Line]) -> list[tuple[str, str, int]]:
        return [
            (code, source.replace(" ", ""), number)
            for number, (source, codes) in enumerate(lines, 1)
            for code in codes
        ]

    old, new_rows = flatten(before), []
    for row, (code, source, _) in enumerate(flatten(now)):
        pair = next((one for one in old if one[:2] == (code, source)), None)
        if pair:
            old.remove(pair)
        else:
            new_rows.append(row)
    return new_rows, [(code, number) for code, _, number in old]


def write_file(chance: random.Random, names: count[int]) -> list[Line]:
    """Return lines, several of them equal, with up to three findings each."""
    return [write_line(chance, names) for _ in range(chance.randrange(25))]


def write_line(chance: random.Random, names: count[int]) -> Line:
    source = chance.choice(["", "x = 1", "import os", "    return x", f"name_{next(names)} = 1"])
    return source, tuple(chance.choice(CODES) for _ in range(chance.choice((0, 0, 1, 1, 2, 3))))


def edit(lines: Sequence[Line], chance: random.Random, names: count[int]) -> list[Line]:
    """Insert, delete, move, indent, rename, correct or spoil some lines."""
    edited = list(lines)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(edited) + 1)
        rest = edited[at:]
        source, codes = rest[0] if rest else ("", ())
        changed: list[list[Line]] = [
            [write_line(chance, names), *rest],
            rest[1:],
            rest[::-1],
            [(f"    {line}", found) for line, found in rest],
            [(f"{source}  # {next(names)}", codes), *rest[1:]],
            [(source, codes[1:]), *rest[1:]],
            [(source, (*codes, chance.choice(CODES))), *rest[1:]],
        ]
        edited[at:] = chance.choice(changed)
    return edited


@pytest.mark.parametrize("seed", range(20))
def test_the_difference_of_generated_edits_is_right(seed: int) -> None:
    chance, names = random.Random(seed), count()
    for _ in range(100):
        before = write_file(chance, names)
        now = edit(before, chance, names)
        delta = compare(report_on(*before), report_on(*now))
        new_rows, fixed = compare_slowly(before, now)
        assert list(delta.new_rows) == new_rows
        assert [(one.code, one.old_line) for one in delta.lines_of_fixed] == fixed
        total_before, total_now = (sum(len(codes) for _, codes in lines) for lines in (before, now))
        assert delta.counts == (len(fixed), len(new_rows), total_now - len(new_rows))
        assert delta.counts.fixed + delta.counts.same == total_before


def test_moved_and_indented_lines_stay_the_same() -> None:
    before = report_on(("import os", ("F401",)), ("l=1", ("E741", "E225")))
    now = report_on(("", ()), ("if True:", ()), ("    l = 1", ("E741",)), ("import os", ("F401",)))
    delta = compare(before, now)
    assert (delta.counts, delta.lines_of_fixed[0].code) == (DeltaCounts(fixed=1, new=0, same=2), "E225")


def test_a_fixed_finding_has_its_old_text_and_source() -> None:
    before = report_on(("", ()), ("  import os", ("F401",)))
    (fixed,) = compare(before, report_on()).lines_of_fixed
    assert fixed == FixedFinding("F401", "the text of F401", 2, "import os")


@pytest.mark.parametrize(
    "incomplete",
    [
        fail(ErrorCode.TIMEOUT),
        replace(report_on(("x", ("E501",))), total=FINDINGS_KEPT + 1),
        replace(report_on(("x", ("E501",))), quotes={}),
        report_on(("def (:", ("E999",))),
        replace(report_on(), python_refuses=PythonRefusal(1, 5, "invalid syntax")),
        replace(report_on(), noqa=suppress("E999", "SyntaxError: invalid syntax")),
        replace(report_on(), noqa=Noqa(opted_out=True)),
        replace(report_on(), noqa=Noqa(suppressed_total=NOQA_KEPT + 1)),
    ],
    ids=[
        "error",
        "truncated",
        "without source lines",
        "syntax error",
        "hidden syntax error",
        "suppressed syntax error",
        "opted out",
        "too many suppressed",
    ],
)
def test_a_report_without_all_its_findings_is_not_compared(incomplete: Report) -> None:
    complete = report_on(("x", ("E501",)))
    for old, new in ((incomplete, complete), (complete, incomplete)):
        assert find_delta(old, new) is None


def test_a_finding_that_is_suppressed_now_is_not_fixed() -> None:
    before = report(
        *[Finding("E501", row, 80, f"line too long ({80 + row} > 79)", Category.LAYOUT) for row in (1, 2)],
        Finding("F401", 3, 1, "'os' imported but unused", Category.UNUSED),
        Finding("F401", 4, 1, "'re' imported but unused", Category.UNUSED),
    )
    before = replace(before, quotes=dict.fromkeys((1, 2, 3, 4), "x"))
    comments = suppress("E501", "line too long (95 > 79)").suppressed
    comments += suppress("F401", "'re' imported but unused").suppressed
    after = replace(report(), noqa=Noqa(comments, len(comments)))
    delta = compare(before, after)
    assert [(one.code, one.old_line) for one in delta.lines_of_fixed] == [("E501", 2), ("F401", 3)]


def test_a_finding_that_was_suppressed_before_hides_no_fixed_one() -> None:
    before = replace(report_on(("x", ("E501",))), noqa=suppress("E501", "the text of E501"))
    after = replace(report_on(), noqa=before.noqa)
    assert compare(before, after).counts.fixed == 1
