"""The difference between two checks: rules of the comparison, and which checks are compared."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from lintbox.domain import (
    FINDINGS_KEPT,
    NOQA_KEPT,
    Category,
    Changed,
    Delta,
    DeltaCounts,
    ErrorCode,
    File,
    Finding,
    FixedFinding,
    Noqa,
    Profile,
    PythonRefusal,
    Report,
    SuppressedFinding,
    Tools,
    User,
)
from lintbox.services import checks, cleanup, deltas, profiles
from lintbox.storage import files as file_rows
from lintbox.storage.comparisons import BaseCheck
from tests.rules.harness import TOOL, Harness, fail, report, rows

CODES = ("E501", "F401", "E225", "W291")
LATER = replace(TOOL, flake8="7.6.0")
LATER_TOOLS = Tools({"3.13": LATER}, "3.13")
Line = tuple[str, tuple[str, ...]]
"""A source line, and the codes of the findings in it."""


def report_on(*lines: Line) -> Report:
    found = [
        Finding(code, row, 1, f"the text of {code}", Category.LAYOUT)
        for row, (_, codes) in enumerate(lines, 1)
        for code in codes
    ]
    sources = {row: source.strip() for row, (source, _) in enumerate(lines, 1)}
    return replace(report(*found), quotes=sources)


def suppress(code: str, *texts: str) -> Noqa:
    rows = tuple(SuppressedFinding(code, 1, 1, text, Category.LAYOUT, 1) for text in texts)
    return Noqa(suppressed=rows, suppressed_total=len(rows))


def compare(before: Sequence[Line], now: Sequence[Line]) -> Delta:
    delta = deltas.compare(BaseCheck("old", Profile(), report_on(*before)), "new", Profile(), report_on(*now))
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
        delta = compare(before, now)
        new_rows, fixed = compare_slowly(before, now)
        assert list(delta.new_rows) == new_rows
        assert [(one.code, one.old_line) for one in delta.lines_of_fixed] == fixed
        total_before, total_now = (sum(len(codes) for _, codes in lines) for lines in (before, now))
        assert delta.counts == (len(fixed), len(new_rows), total_now - len(new_rows))
        assert delta.counts.fixed + delta.counts.same == total_before


def test_moved_and_indented_lines_stay_the_same() -> None:
    before = (("import os", ("F401",)), ("l=1", ("E741", "E225")))
    now = (("", ()), ("if True:", ()), ("    l = 1", ("E741",)), ("import os", ("F401",)))
    delta = compare(before, now)
    assert (delta.counts, delta.lines_of_fixed[0].code) == (DeltaCounts(fixed=1, new=0, same=2), "E225")


def test_a_fixed_finding_has_its_old_text_and_source() -> None:
    (fixed,) = compare((("", ()), ("  import os", ("F401",))), ()).lines_of_fixed
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
        assert deltas.compare(BaseCheck("old", Profile(), old), "new", Profile(), new) is None


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
    delta = deltas.compare(BaseCheck("old", Profile(), before), "new", Profile(), after)
    assert delta
    assert [(one.code, one.old_line) for one in delta.lines_of_fixed] == [("E501", 2), ("F401", 3)]


def test_a_finding_that_was_suppressed_before_hides_no_fixed_one() -> None:
    before = replace(report_on(("x", ("E501",))), noqa=suppress("E501", "the text of E501"))
    after = replace(report_on(), noqa=before.noqa)
    delta = deltas.compare(BaseCheck("old", Profile(), before), "new", Profile(), after)
    assert delta
    assert delta.counts.fixed == 1


FIRST = report_on(("import os", ("F401",)), ("l = 1", ("E741",)))
SECOND = report_on(("l = 1", ("E741", "W291")))


def find_delta(harness: Harness, user: User, file: File) -> Delta | None:
    return harness.get(user, file).checks[0].delta


def check_again(harness: Harness, user: User, file: File, result: Report) -> Delta | None:
    harness.db.call(checks.request, harness.settings, user.id, file.id, harness.now)
    harness.check(result)
    return find_delta(harness, user, file)


def test_a_replacement_is_compared_with_the_check_before(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    assert find_delta(harness, alice, file) is None
    assert harness.replace(alice, file).checks[0].delta is None
    harness.check(SECOND)
    assert find_delta(harness, alice, file) == Delta(
        DeltaCounts(fixed=1, new=1, same=1),
        (Changed.CONTENT,),
        new_rows=(1,),
        lines_of_fixed=(FixedFinding("F401", "the text of F401", 1, "import os"),),
    )


def test_lists_have_the_counts_without_the_findings(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    harness.check(SECOND)
    check = harness.get(alice, file).checks[0]
    (listed,) = harness.db.call(lambda: file_rows.get_many([1]))[0].checks
    assert listed.delta == Delta(DeltaCounts(1, 1, 1), (Changed.CONTENT,))
    assert harness.db.call(checks.get, alice.id, file.id, check.id)[0] == check


def test_a_replacement_before_the_check_ended_is_compared_with_the_last_result(
    harness: Harness, alice: User
) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file, data=b"y = 1\n")
    late = harness.claim()
    harness.replace(alice, file, data=b"z = 1\n")
    assert not harness.finish(late, report())
    harness.check(SECOND)
    delta = find_delta(harness, alice, file)
    assert delta
    assert delta.counts == (1, 1, 1)


def test_an_error_is_skipped_in_comparisons(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    harness.check(fail(ErrorCode.TIMEOUT))
    assert find_delta(harness, alice, file) is None
    delta = check_again(harness, alice, file, SECOND)
    assert delta
    assert (delta.counts, delta.changed) == ((1, 1, 1), (Changed.CONTENT,))


@pytest.mark.parametrize(
    "incomplete",
    [report_on(("def (:", ("E999",))), replace(report_on(), noqa=Noqa(opted_out=True))],
    ids=["syntax error", "opted out"],
)
def test_a_check_without_all_findings_is_skipped_in_comparisons(
    harness: Harness, alice: User, incomplete: Report
) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    for _ in range(2):
        assert check_again(harness, alice, file, incomplete) is None
    harness.replace(alice, file)
    harness.check(incomplete)
    for result, fixed in ((SECOND, "F401"), (FIRST, "W291")):
        harness.replace(alice, file, data=fixed.encode())
        harness.check(result)
        delta = find_delta(harness, alice, file)
        assert delta
        assert (delta.counts, delta.changed) == ((1, 1, 1), (Changed.CONTENT,))
        assert delta.lines_of_fixed[0].code == fixed


@pytest.mark.parametrize("days", [6, 8])
def test_lines_of_a_replaced_content_are_kept_for_a_week(harness: Harness, alice: User, days: int) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    harness.check(fail(ErrorCode.ENCODING))
    later = harness.at(days=days)
    asyncio.run(cleanup.clean_up(later.db, later.settings, later.now))
    kept = [quotes for (quotes,) in rows(harness.db, "SELECT quotes FROM reports") if "import os" in quotes]
    assert len(kept) == (days < 7)
    delta = check_again(later, alice, file, SECOND)
    assert (delta is not None) == (days < 7)


def test_a_first_check_with_an_error_leaves_nothing_to_compare(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(fail(ErrorCode.TIMEOUT))
    harness.replace(alice, file)
    harness.check(SECOND)
    assert find_delta(harness, alice, file) is None


def test_checking_again_names_the_changed_profile(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.db.call(profiles.choose, alice.id, file.id, "black")
    delta = check_again(harness, alice, file, SECOND)
    assert delta
    assert (delta.counts, delta.changed, delta.versions) == ((1, 1, 1), (Changed.PROFILE,), {})


def test_checking_again_names_the_changed_versions(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    delta = check_again(harness, alice, file, replace(SECOND, tool=LATER))
    assert delta
    assert (delta.changed, delta.versions) == ((Changed.VERSIONS,), {"flake8": ("7.5.0", "7.6.0")})


def test_checking_again_without_a_change_differs_in_nothing(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    assert check_again(harness, alice, file, FIRST) == Delta(DeltaCounts(0, 0, 2))


def test_all_outdated_files_are_compared(harness: Harness, alice: User) -> None:
    first, second = harness.add(alice, "a.py"), harness.add(alice, "b.py", b"import sys\n")
    harness.check(FIRST)
    harness.check(SECOND)
    harness.db.call(checks.request_outdated, harness.settings, alice.id, LATER_TOOLS, harness.now)
    harness.check(replace(SECOND, tool=LATER))
    harness.check(replace(SECOND, tool=LATER))
    found = [find_delta(harness, alice, file) for file in (first, second)]
    assert [delta and (delta.counts, delta.changed) for delta in found] == [
        ((1, 1, 1), (Changed.VERSIONS,)),
        ((0, 0, 2), (Changed.VERSIONS,)),
    ]


def test_a_report_known_from_another_file_is_compared(harness: Harness, alice: User) -> None:
    harness.add(alice, "other.py", b"x = 1\n")
    harness.check(SECOND)
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file, data=b"x = 1\n")
    claim = harness.claim()
    assert claim.known == SECOND
    assert harness.finish(claim, claim.known)
    delta = find_delta(harness, alice, file)
    assert delta
    assert delta.counts == (1, 1, 1)


def test_the_report_of_a_replaced_content_is_kept_until_it_is_compared(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    later = harness.at(days=2)
    asyncio.run(cleanup.clean_up(later.db, later.settings, later.now))
    assert (harness.count("checks"), harness.count("contents"), harness.count("reports")) == (1, 1, 1)
    later.check(SECOND)
    asyncio.run(cleanup.clean_up(later.db, later.settings, later.now))
    assert harness.count("reports") == 1
    delta = find_delta(harness, alice, file)
    assert delta
    assert delta.lines_of_fixed[0].old_source == "import os"


def test_deleting_a_file_deletes_its_comparisons(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    harness.check(SECOND)
    assert rows(harness.db, "SELECT base_report FROM comparisons") == [(None,)]
    harness.db.call(file_rows.remove, 1)
    assert harness.count("comparisons") == 0


def test_the_email_has_the_counts(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(FIRST)
    harness.replace(alice, file)
    harness.check(SECOND)
    results = [harness.claim_email().result for _ in range(2)]
    assert [result and result.delta for result in results] == [None, (1, 1, 1)]
