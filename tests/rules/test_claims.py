"""A check is taken by one, and finished only by who took it."""

from __future__ import annotations

import pytest

from lintbox.domain import ErrorCode, TooMany, User
from lintbox.services import checks, files
from lintbox.storage import check_queue
from tests.rules.desk import TOOL, UNUSED_IMPORT, Desk, give_up, report, upload


def test_a_check_is_taken_once(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    assert desk.claim().file_id == file.id
    assert desk.find_claim() is None


def test_users_take_turns(desk: Desk, alice: User, bob: User) -> None:
    desk.add_many(alice, *[upload()] * 5)
    desk.add_many(bob, *[upload()] * 2)
    takers = [desk.claim().user_id for _ in range(7)]
    assert sorted(takers[:2]) == sorted(takers[2:4]) == sorted([alice.id, bob.id])
    assert takers[4:] == [alice.id] * 3


def test_one_user_does_not_take_every_lane(desk: Desk, alice: User, bob: User) -> None:
    desk.add_many(alice, *[upload()] * 4)
    first, _ = (desk.find_claim(most_of_one_user=2) for _ in range(2))
    assert desk.find_claim(most_of_one_user=2) is None
    desk.add(bob)
    taken = desk.find_claim(most_of_one_user=2)
    assert taken
    assert taken.user_id == bob.id
    assert first
    desk.finish(first, report())
    taken = desk.find_claim(most_of_one_user=2)
    assert taken
    assert taken.user_id == alice.id


def test_a_users_files_are_taken_in_their_order(desk: Desk, alice: User) -> None:
    added = desk.add_many(alice, *[upload()] * 3)
    assert [desk.claim().file_id for _ in added] == [file.id for file in added]


def test_a_finished_check_has_its_findings(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    claim = desk.claim()
    assert desk.at(seconds=1.5).finish(claim, report(UNUSED_IMPORT))
    (check,) = desk.get(alice, file).checks
    assert check.report == report(UNUSED_IMPORT)
    assert (check.state, check.duration_ms) == ("failed", 1500)


@pytest.mark.parametrize("end", ["replaced", "deleted", "given back", "finished"])
def test_who_lost_the_claim_writes_nothing(desk: Desk, alice: User, end: str) -> None:
    file = desk.add(alice)
    claim = desk.claim()
    if end == "replaced":
        desk.replace(alice, file)
    elif end == "deleted":
        desk.db.call(files.delete, alice.id, file.id)
    elif end == "given back":
        desk.db.call(check_queue.requeue)
        desk.claim()
    else:
        desk.finish(claim, report())
    emails = desk.count("outbox")
    assert not desk.finish(claim, report(UNUSED_IMPORT))
    assert desk.count("outbox") == emails
    if end != "deleted":
        assert all(check.state != "failed" for check in desk.get(alice, file).checks)


def test_only_an_expired_lease_is_given_back(desk: Desk, alice: User) -> None:
    first = desk.add(alice)
    desk.add(alice, "maze.py")
    desk.claim()
    later = desk.at(seconds=60)
    later.claim()
    given = desk.db.call(check_queue.requeue, desk.at(seconds=71).now)
    assert given == [(alice.id, first.id)]


def test_a_start_gives_everything_back(desk: Desk, alice: User) -> None:
    added = desk.add_many(alice, upload(), upload())
    desk.claim(), desk.claim()
    given = desk.db.call(check_queue.requeue)
    assert sorted(given) == sorted((alice.id, file.id) for file in added)
    assert desk.claim()


def test_a_check_is_given_up_after_three_crashes(desk: Desk, alice: User) -> None:
    desk.add(alice)
    for _ in range(3):
        assert checks.report_exhausted(desk.claim(), TOOL) is None
        desk.db.call(check_queue.requeue)
    given_up = checks.report_exhausted(desk.claim(), TOOL)
    assert given_up
    assert given_up.error
    assert given_up.error.code == ErrorCode.CRASH


def test_an_end_in_good_order_is_not_counted(desk: Desk, alice: User) -> None:
    desk.add(alice)
    for _ in range(5):
        assert desk.claim().attempt == 1
        desk.db.call(lambda: check_queue.requeue(counted=False))


def test_the_same_content_is_known(desk: Desk, alice: User, bob: User) -> None:
    desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    desk.add(bob, "another.py")
    assert desk.claim().known == report(UNUSED_IMPORT)


@pytest.mark.parametrize(("name", "data"), [("__init__.py", b"import os\n"), ("game.py", b"import re\n")])
def test_another_content_or_a_package_is_not_known(desk: Desk, alice: User, name: str, data: bytes) -> None:
    desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    desk.add(alice, name, data)
    assert desk.claim().known is None


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
def test_only_what_says_something_of_the_file_is_kept(
    desk: Desk, alice: User, code: ErrorCode, kept: bool
) -> None:
    desk.add(alice)
    desk.check(give_up(code))
    desk.add(alice)
    assert (desk.claim().known is not None) is kept


def test_a_file_that_waits_is_not_queued_again(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    for _ in ("queued", "running"):
        with pytest.raises(TooMany):
            desk.db.call(checks.request, desk.settings, alice.id, file.id, desk.now)
        desk.find_claim()


def test_a_finished_file_can_be_checked_again(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report())
    desk.db.call(checks.request, desk.settings, alice.id, file.id, desk.now)
    assert [check.state for check in desk.get(alice, file).checks] == ["queued", "passed"]


def test_one_claim_is_given_back_uncounted_and_others_stay(desk: Desk, alice: User) -> None:
    desk.add(alice, "a.py")
    desk.add(alice, "b.py", b"x = 1\n")
    lost, other = desk.claim(), desk.claim()
    for _ in range(5):
        assert desk.db.call(check_queue.requeue, claim=lost.token, counted=False) == [
            (alice.id, lost.file_id)
        ]
        lost = desk.claim()
        assert (lost.name, lost.attempt) == ("a.py", 1)
    assert desk.finish(other, report())
