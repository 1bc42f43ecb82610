"""How large the email of several checks gets, and how long it waits for further requests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lintbox.domain import BatchResult, Category, Finding, User
from lintbox.mail import compose
from lintbox.services import batches
from tests.rules.harness import UNUSED_IMPORT, Harness, report
from tests.rules.test_batches import add, close


def test_requests_of_one_name_share_an_email_that_waits_for_the_next_one(
    harness: Harness, alice: User
) -> None:
    ids = add(harness, alice, 2, "drop")
    for _ in range(2):
        harness.check(report(UNUSED_IMPORT))
    later = harness.at(seconds=9)
    close(later)
    assert harness.find_email() is None
    ids += add(later, alice, 1, "drop")
    later.check(report(UNUSED_IMPORT))
    close(later.at(seconds=9))
    assert harness.find_email() is None
    close(later.at(seconds=11))
    assert [result.file_id for result in harness.claim_batch().results] == ids
    assert harness.find_email() is None


def test_requests_of_other_users_and_names_have_emails_of_their_own(
    harness: Harness, alice: User, bob: User
) -> None:
    for user, name in ((alice, "drop"), (bob, "drop"), (alice, "another")):
        add(harness, user, 2, name)
    for _ in range(6):
        harness.check(report())
    close(harness.at(seconds=11))
    assert [len(harness.claim_batch().results) for _ in range(3)] == [2, 2, 2]


def test_an_email_of_several_requests_has_no_more_files_than_that_of_one(
    harness: Harness, alice: User
) -> None:
    for count in (150, 60, 50):
        add(harness, alice, count, "drop")
    for _ in range(260):
        harness.check(report())
    close(harness.at(seconds=11))
    assert sorted(len(harness.claim_batch().results) for _ in range(2)) == [60, 200]


@pytest.mark.parametrize(("files", "quoted"), [(2, 20), (10, 6), (20, 2), (26, 1), (27, 0), (100, 0)])
def test_an_email_quotes_few_findings_of_each_of_many_files_and_is_not_cut_off(
    harness: Harness, alice: User, files: int, quoted: int
) -> None:
    text = "missing whitespace around the operator"
    found = report(*(Finding("E501", line, 1, text, Category.LAYOUT) for line in range(1, 31)))
    found = replace(
        found, quotes=dict.fromkeys(range(1, 31), "total = compute(orders, customers, 0.19)  # " * 2)
    )
    add(harness, alice, files)
    for _ in range(files):
        harness.check(found)
    email = harness.claim_email()
    assert isinstance(email.result, BatchResult)
    results = email.result.results
    assert {sum(len(line.findings) for line in result.shown) for result in results} == {quoted}
    assert {result.total for result in results} == {30}
    message = compose(
        email, sender="lintbox@school.example", base_url="https://lint.school.example", token="t"
    )
    html = message.get_body(("html",))
    assert html is not None
    assert len(html.get_content().encode()) < 102_000


def test_many_checks_at_once_give_several_emails(
    harness: Harness, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_CHECKS", 2)
    add(harness, alice, 5)
    for _ in range(5):
        harness.check(report())
    assert sorted(len(harness.claim_email().list_files()) for _ in range(3)) == [1, 2, 2]
    assert [*batches.split([])] == []
