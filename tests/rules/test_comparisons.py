"""Which checks of a file are compared, and how long the earlier result is kept for that."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from lintbox.domain import (
    Changed,
    Delta,
    DeltaCounts,
    ErrorCode,
    File,
    FixedFinding,
    Noqa,
    Report,
    Tools,
    User,
)
from lintbox.services import checks, cleanup, profiles
from lintbox.storage import files as file_rows
from tests.rules.harness import TOOL, Harness, fail, report, report_on, rows

LATER = replace(TOOL, flake8="7.6.0")
LATER_TOOLS = Tools({"3.13": LATER}, "3.13")
FIRST = report_on(("import os", ("F401",)), ("l = 1", ("E741",)))
SECOND = report_on(("l = 1", ("E741", "W291")))


@pytest.fixture
def file(harness: Harness, alice: User) -> File:
    """A file that has been checked once, with the findings of ``FIRST``."""
    added = harness.add(alice)
    harness.check(FIRST)
    return added


def find_delta(harness: Harness, user: User, file: File) -> Delta | None:
    return harness.get(user, file).checks[0].delta


def get_delta(harness: Harness, user: User, file: File) -> Delta:
    delta = find_delta(harness, user, file)
    assert delta
    return delta


def replace_and_check(
    harness: Harness, user: User, file: File, result: Report, data: bytes = b"x = 1\n"
) -> None:
    harness.replace(user, file, data=data)
    harness.check(result)


def check_again(harness: Harness, user: User, file: File, result: Report) -> None:
    harness.db.call(checks.request, harness.settings, user.id, file.id, harness.now)
    harness.check(result)


def clean_up(harness: Harness) -> None:
    asyncio.run(cleanup.clean_up(harness.db, harness.settings, harness.now))


def test_a_replacement_is_compared_with_the_check_before(harness: Harness, alice: User, file: File) -> None:
    assert find_delta(harness, alice, file) is None
    assert harness.replace(alice, file).checks[0].delta is None
    harness.check(SECOND)
    assert find_delta(harness, alice, file) == Delta(
        DeltaCounts(fixed=1, new=1, same=1),
        (Changed.CONTENT,),
        new_rows=(1,),
        lines_of_fixed=(FixedFinding("F401", "the text of F401", 1, "import os"),),
    )


def test_lists_have_the_counts_without_the_findings(harness: Harness, alice: User, file: File) -> None:
    replace_and_check(harness, alice, file, SECOND)
    check = harness.get(alice, file).checks[0]
    (listed,) = harness.db.call(lambda: file_rows.get_many([1]))[0].checks
    assert listed.delta == Delta(DeltaCounts(1, 1, 1), (Changed.CONTENT,))
    assert harness.db.call(checks.get, alice.id, file.id, check.id)[0] == check


def test_a_replacement_before_the_check_ended_is_compared_with_the_last_result(
    harness: Harness, alice: User, file: File
) -> None:
    harness.replace(alice, file, data=b"y = 1\n")
    late = harness.claim()
    harness.replace(alice, file, data=b"z = 1\n")
    assert not harness.finish(late, report())
    harness.check(SECOND)
    assert get_delta(harness, alice, file).counts == (1, 1, 1)


def test_an_error_is_skipped_in_comparisons(harness: Harness, alice: User, file: File) -> None:
    replace_and_check(harness, alice, file, fail(ErrorCode.TIMEOUT))
    assert find_delta(harness, alice, file) is None
    check_again(harness, alice, file, SECOND)
    delta = get_delta(harness, alice, file)
    assert (delta.counts, delta.changed) == ((1, 1, 1), (Changed.CONTENT,))


@pytest.mark.parametrize(
    "incomplete",
    [report_on(("def (:", ("E999",))), replace(report_on(), noqa=Noqa(opted_out=True))],
    ids=["syntax error", "opted out"],
)
def test_a_check_without_all_findings_is_skipped_in_comparisons(
    harness: Harness, alice: User, file: File, incomplete: Report
) -> None:
    for _ in range(2):
        check_again(harness, alice, file, incomplete)
        assert find_delta(harness, alice, file) is None
    replace_and_check(harness, alice, file, incomplete)
    for result, fixed in ((SECOND, "F401"), (FIRST, "W291")):
        replace_and_check(harness, alice, file, result, fixed.encode())
        delta = get_delta(harness, alice, file)
        assert (delta.counts, delta.changed) == ((1, 1, 1), (Changed.CONTENT,))
        assert delta.lines_of_fixed[0].code == fixed


@pytest.mark.parametrize("days", [6, 8])
def test_lines_of_a_replaced_content_are_kept_for_a_week(
    harness: Harness, alice: User, file: File, days: int
) -> None:
    replace_and_check(harness, alice, file, fail(ErrorCode.ENCODING))
    later = harness.at(days=days)
    clean_up(later)
    kept = [quotes for (quotes,) in rows(harness.db, "SELECT quotes FROM reports") if "import os" in quotes]
    assert len(kept) == (days < 7)
    check_again(later, alice, file, SECOND)
    assert (find_delta(later, alice, file) is not None) == (days < 7)


def test_a_first_check_with_an_error_leaves_nothing_to_compare(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(fail(ErrorCode.TIMEOUT))
    replace_and_check(harness, alice, file, SECOND)
    assert find_delta(harness, alice, file) is None


def test_checking_again_names_the_changed_profile(harness: Harness, alice: User, file: File) -> None:
    harness.db.call(profiles.choose, alice.id, file.id, "black")
    check_again(harness, alice, file, SECOND)
    delta = get_delta(harness, alice, file)
    assert (delta.counts, delta.changed, delta.versions) == ((1, 1, 1), (Changed.PROFILE,), {})


def test_checking_again_names_the_changed_versions(harness: Harness, alice: User, file: File) -> None:
    check_again(harness, alice, file, replace(SECOND, tool=LATER))
    delta = get_delta(harness, alice, file)
    assert (delta.changed, delta.versions) == ((Changed.VERSIONS,), {"flake8": ("7.5.0", "7.6.0")})


def test_checking_again_without_a_change_differs_in_nothing(
    harness: Harness, alice: User, file: File
) -> None:
    check_again(harness, alice, file, FIRST)
    assert find_delta(harness, alice, file) == Delta(DeltaCounts(0, 0, 2))


def test_all_outdated_files_are_compared(harness: Harness, alice: User, file: File) -> None:
    other = harness.add(alice, "b.py", b"import sys\n")
    harness.check(SECOND)
    harness.db.call(checks.request_outdated, harness.settings, alice.id, LATER_TOOLS, harness.now)
    harness.check(replace(SECOND, tool=LATER))
    harness.check(replace(SECOND, tool=LATER))
    found = [get_delta(harness, alice, one) for one in (file, other)]
    assert [(delta.counts, delta.changed) for delta in found] == [
        ((1, 1, 1), (Changed.VERSIONS,)),
        ((0, 0, 2), (Changed.VERSIONS,)),
    ]


def test_a_report_known_from_another_file_is_compared(harness: Harness, alice: User, file: File) -> None:
    harness.add(alice, "other.py", b"x = 1\n")
    harness.check(SECOND)
    harness.replace(alice, file, data=b"x = 1\n")
    claim = harness.claim()
    assert claim.known == SECOND
    assert harness.finish(claim, claim.known)
    assert get_delta(harness, alice, file).counts == (1, 1, 1)


def test_the_report_of_a_replaced_content_is_kept_until_it_is_compared(
    harness: Harness, alice: User, file: File
) -> None:
    harness.replace(alice, file)
    later = harness.at(days=2)
    clean_up(later)
    assert (harness.count("checks"), harness.count("contents"), harness.count("reports")) == (1, 1, 1)
    later.check(SECOND)
    clean_up(later)
    assert harness.count("reports") == 1
    assert get_delta(harness, alice, file).lines_of_fixed[0].old_source == "import os"


def test_deleting_a_file_deletes_its_comparisons(harness: Harness, alice: User, file: File) -> None:
    replace_and_check(harness, alice, file, SECOND)
    assert rows(harness.db, "SELECT base_report FROM comparisons") == [(None,)]
    harness.db.call(file_rows.remove, 1)
    assert harness.count("comparisons") == 0


def test_the_email_has_the_counts(harness: Harness, alice: User, file: File) -> None:
    replace_and_check(harness, alice, file, SECOND)
    results = [harness.claim_result() for _ in range(2)]
    assert [result.delta for result in results] == [None, (1, 1, 1)]
