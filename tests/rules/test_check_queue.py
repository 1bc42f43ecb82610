"""A check is claimed once, and only its claimant may finish it."""

from __future__ import annotations

import pytest

from lintbox.domain import ErrorCode, TooMany, User
from lintbox.services import checks, files
from lintbox.storage import check_queue
from tests.rules.harness import LEASE, TOOLS, UNUSED_IMPORT, Harness, fail, report, rows, upload


def test_a_check_is_claimed_once(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    assert harness.claim().file_id == file.id
    assert harness.find_claim() is None


def test_several_checks_are_claimed_as_one_by_one(harness: Harness, alice: User, bob: User) -> None:
    for person in (alice, bob):
        harness.add_many(person, *[upload()] * 3)
    claimed = harness.db.call(checks.claim_several, TOOLS, LEASE, harness.now, 2, 3)
    assert len({claim.token for claim in claimed}) == 3
    assert {claimed[0].user_id, claimed[1].user_id} == {alice.id, bob.id}
    rest = harness.db.call(checks.claim_several, TOOLS, LEASE, harness.now, 2, 9)
    assert [claim.user_id for claim in rest] == [claimed[1].user_id]  # two at once are a user's most


def test_users_take_turns(harness: Harness, alice: User, bob: User) -> None:
    harness.add_many(alice, *[upload()] * 5)
    harness.add_many(bob, *[upload()] * 2)
    takers = [harness.claim().user_id for _ in range(7)]
    assert sorted(takers[:2]) == sorted(takers[2:4]) == sorted([alice.id, bob.id])
    assert takers[4:] == [alice.id] * 3


def test_a_claim_reads_no_users_without_queued_checks(harness: Harness) -> None:
    plan = f"EXPLAIN QUERY PLAN {check_queue._CLAIM}"
    steps = [step for *_, step in rows(harness.db, plan, "claim", 0, 0, 1)]
    assert [step.split()[0] for step in steps if "users" in step] == ["SEARCH"]
    assert not [step for step in steps if step.startswith("SCAN checks")]


def test_running_checks_of_one_user_are_limited(harness: Harness, alice: User, bob: User) -> None:
    harness.add_many(alice, *[upload()] * 4)
    first, _ = (harness.find_claim(max_running_per_user=2) for _ in range(2))
    assert harness.find_claim(max_running_per_user=2) is None
    harness.add(bob)
    taken = harness.find_claim(max_running_per_user=2)
    assert taken
    assert taken.user_id == bob.id
    assert first
    harness.finish(first, report())
    taken = harness.find_claim(max_running_per_user=2)
    assert taken
    assert taken.user_id == alice.id


def test_a_users_checks_are_claimed_in_order(harness: Harness, alice: User) -> None:
    added = harness.add_many(alice, *[upload()] * 3)
    assert [harness.claim().file_id for _ in added] == [file.id for file in added]


def test_a_finished_check_has_its_findings(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    claim = harness.claim()
    assert harness.at(seconds=1.5).finish(claim, report(UNUSED_IMPORT))
    (check,) = harness.get(alice, file).checks
    assert check.report == report(UNUSED_IMPORT)
    assert (check.state, check.duration_ms) == ("failed", 1500)


@pytest.mark.parametrize("end", ["replaced", "deleted", "given back", "finished"])
def test_a_lost_claim_cannot_store_a_result(harness: Harness, alice: User, end: str) -> None:
    file = harness.add(alice)
    claim = harness.claim()
    if end == "replaced":
        harness.replace(alice, file)
    elif end == "deleted":
        harness.db.call(files.delete, alice.id, file.id)
    elif end == "given back":
        harness.db.call(check_queue.requeue)
        harness.claim()
    else:
        harness.finish(claim, report())
    emails = harness.count("outbox")
    assert not harness.finish(claim, report(UNUSED_IMPORT))
    assert harness.count("outbox") == emails
    if end != "deleted":
        assert all(check.state != "failed" for check in harness.get(alice, file).checks)


def test_only_checks_with_an_expired_lease_are_requeued(harness: Harness, alice: User) -> None:
    first = harness.add(alice)
    harness.add(alice, "maze.py")
    harness.claim()
    later = harness.at(seconds=60)
    later.claim()
    given = harness.db.call(check_queue.requeue, harness.at(seconds=71).now)
    assert given == [(alice.id, first.id)]


def test_all_running_checks_are_requeued_at_start(harness: Harness, alice: User) -> None:
    added = harness.add_many(alice, upload(), upload())
    harness.claim(), harness.claim()
    given = harness.db.call(check_queue.requeue)
    assert sorted(given) == sorted((alice.id, file.id) for file in added)
    assert harness.claim()


def test_a_check_is_given_up_after_three_crashes(harness: Harness, alice: User) -> None:
    harness.add(alice)
    for _ in range(3):
        assert checks.report_exhausted(harness.claim(), TOOLS) is None
        harness.db.call(check_queue.requeue)
    given_up = checks.report_exhausted(harness.claim(), TOOLS)
    assert given_up
    assert given_up.error
    assert given_up.error.code == ErrorCode.CRASH


def test_an_orderly_end_does_not_count_as_an_attempt(harness: Harness, alice: User) -> None:
    harness.add(alice)
    for _ in range(5):
        assert harness.claim().attempt == 1
        harness.db.call(lambda: check_queue.requeue(counted=False))


def test_the_same_content_reuses_the_report(harness: Harness, alice: User, bob: User) -> None:
    harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.add(bob, "another.py")
    assert harness.claim().known == report(UNUSED_IMPORT)


@pytest.mark.parametrize(("name", "data"), [("__init__.py", b"import os\n"), ("game.py", b"import re\n")])
def test_other_content_or_an_init_file_is_checked_anew(
    harness: Harness, alice: User, name: str, data: bytes
) -> None:
    harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.add(alice, name, data)
    assert harness.claim().known is None


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        (ErrorCode.TIMEOUT, False),
        (ErrorCode.MEMORY, False),
        (ErrorCode.CRASH, False),
        (ErrorCode.ENCODING, True),
        (ErrorCode.TOO_DEEP, True),
        (ErrorCode.UNSUPPORTED, True),
    ],
)
def test_only_errors_caused_by_the_file_are_cached(
    harness: Harness, alice: User, code: ErrorCode, kept: bool
) -> None:
    harness.add(alice)
    harness.check(fail(code))
    harness.add(alice)
    assert (harness.claim().known is not None) is kept


def test_a_queued_file_is_not_queued_again(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    for _ in ("queued", "running"):
        with pytest.raises(TooMany):
            harness.db.call(checks.request, harness.settings, alice.id, file.id, harness.now)
        harness.find_claim()


def test_a_finished_file_can_be_checked_again(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report())
    harness.db.call(checks.request, harness.settings, alice.id, file.id, harness.now)
    assert [check.state for check in harness.get(alice, file).checks] == ["queued", "passed"]


def test_one_claim_is_requeued_without_counting_and_others_stay(harness: Harness, alice: User) -> None:
    harness.add(alice, "a.py")
    harness.add(alice, "b.py", b"x = 1\n")
    lost, other = harness.claim(), harness.claim()
    for _ in range(5):
        assert harness.db.call(check_queue.requeue, claim=lost.token, counted=False) == [
            (alice.id, lost.file_id)
        ]
        lost = harness.claim()
        assert (lost.name, lost.attempt) == ("a.py", 1)
    assert harness.finish(other, report())
