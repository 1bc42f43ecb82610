"""How many checks of a file are kept, and how often it is checked again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintbox.domain import File, Rejected, TooMany, User
from lintbox.services import checks, emails, files, profiles, rate_limits
from lintbox.services.checks import CHECKS_KEPT, Finished
from lintbox.storage import check_queue
from lintbox.storage import checks as stored
from tests.rules.desk import LONG_LINE, TOOL, UNUSED_IMPORT, Desk, report, rows


def request(desk: Desk, user: User, file: File) -> File:
    return desk.db.call(checks.request, desk.settings, user.id, file.id, desk.now)


def check_often(desk: Desk, user: User, file: File, times: int) -> None:
    for _ in range(times):
        request(desk, user, file)
        desk.check(report(UNUSED_IMPORT))


def test_the_newest_checks_of_a_file_are_kept(desk: Desk, alice: User) -> None:
    desk = desk.under(rate_limits="off")
    file, other = desk.add(alice), desk.add(alice, "other.py")
    desk.check(report())
    desk.check(report())
    first = desk.get(alice, file).checks[0].id
    check_often(desk, alice, file, CHECKS_KEPT - 1)
    assert first in [check.id for check in desk.get(alice, file).checks]
    request(desk, alice, file)
    kept = [check.id for check in desk.get(alice, file).checks]
    assert len(kept) == CHECKS_KEPT
    assert first not in kept
    assert len(desk.get(alice, other).checks) == 1


def test_a_running_check_is_kept_whatever_its_place(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    running = desk.claim()
    number = rows(desk.db, "SELECT number FROM files")[0][0]

    def queue_many() -> None:
        check_queue.add_many(alice.id, [(number, profiles.get_default(alice.id))] * 30, desk.now)
        stored.remove_older([number], 5)

    desk.db.call(queue_many)
    assert running.check_id in [check.id for check in desk.get(alice, file).checks]
    assert desk.finish(running, report())


def test_checking_all_outdated_files_keeps_as_many(desk: Desk, alice: User) -> None:
    desk = desk.under(rate_limits="off")
    file = desk.add(alice)
    desk.check(report())
    for round_ in range(CHECKS_KEPT + 2):
        desk.db.call(
            lambda profile: profiles.choose(alice.id, file.id, profile),
            "strict" if round_ % 2 == 0 else None,
        )
        assert desk.db.call(checks.request_outdated, desk.settings, alice.id, TOOL, desk.now) == [file.id]
        desk.check(report())
    assert len(desk.get(alice, file).checks) == CHECKS_KEPT


def test_a_file_is_checked_again_so_often_and_others_are_not_held_up(desk: Desk, alice: User) -> None:
    file, other = desk.add(alice), desk.add(alice, "other.py")
    desk.check(report())
    desk.check(report())
    most = rate_limits.LIMITS["check-file"].attempts
    check_often(desk, alice, file, most)
    with pytest.raises(TooMany) as refused:
        request(desk, alice, file)
    assert 0 < refused.value.retry_after <= 601
    check_often(desk, alice, other, 1)
    check_often(desk.at(minutes=11), alice, file, 1)


def test_a_user_checks_again_so_often_whatever_the_file(desk: Desk, alice: User, bob: User) -> None:
    limit = rate_limits.LIMITS["check-user"]
    file, bobs = desk.add(alice), desk.add(bob)
    desk.check(report())
    desk.check(report())
    for _ in range(limit.attempts):
        desk.db.call(rate_limits.spend, desk.settings, "check-user", alice.id, desk.now)
    with pytest.raises(TooMany):
        request(desk, alice, file)
    assert request(desk, bob, bobs).checks[0].state == "queued"
    assert desk.at(hours=2).db.call(
        checks.request, desk.settings, alice.id, file.id, desk.now + timedelta(hours=2)
    )


def test_all_outdated_are_asked_for_so_often(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report())
    for _ in range(rate_limits.LIMITS["check-outdated"].attempts):
        desk.db.call(rate_limits.spend, desk.settings, "check-outdated", alice.id, desk.now)
    assert desk.db.call(checks.request_outdated, desk.settings, alice.id, TOOL, desk.now) == []
    desk.db.call(profiles.choose, alice.id, file.id, "strict")
    with pytest.raises(TooMany):
        desk.db.call(checks.request_outdated, desk.settings, alice.id, TOOL, desk.now)


def test_nothing_is_checked_again_on_a_full_disk(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report())
    full = desk.under(disk_reserve="900 TiB", data_dir=desk.settings.data_dir)
    with pytest.raises(Rejected) as refused:
        request(full, alice, file)
    assert refused.value.code == "disk-full"
    desk.db.call(profiles.choose, alice.id, file.id, "strict")
    with pytest.raises(Rejected):
        full.db.call(checks.request_outdated, full.settings, alice.id, TOOL, desk.now)


def test_a_check_that_finds_the_same_is_unchanged(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    for said in (report(UNUSED_IMPORT), report(UNUSED_IMPORT), report(LONG_LINE), report(UNUSED_IMPORT)):
        if desk.get(alice, file).checks[0].report:
            request(desk, alice, file)
        desk.check(said)
    assert [check.unchanged for check in desk.get(alice, file).checks] == [False, False, True, False]


def test_only_the_newest_check_is_read_with_its_findings(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    check_often(desk, alice, file, 1)
    newest, earlier = (check.report for check in desk.get(alice, file).checks)
    assert newest
    assert earlier
    assert (len(newest.findings), len(earlier.findings), earlier.total) == (1, 0, 1)
    check_id = desk.get(alice, file).checks[1].id
    check, name = desk.db.call(checks.get, alice.id, file.id, check_id)
    assert check.report
    assert (check.report.findings, name) == ((UNUSED_IMPORT,), "game.py")


def test_a_user_gets_so_many_emails_an_hour_and_the_check_says_why_none_came(
    desk: Desk, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emails, "EMAILS_AN_HOUR", 3)
    for name in ("a.py", "b.py", "c.py"):
        desk.add(alice, name)
        desk.check(report())
    file, bobs = desk.add(alice, "d.py"), desk.add(bob)
    claims = sorted((desk.claim(), desk.claim()), key=lambda claim: claim.user_id == bob.id)
    said = [
        desk.db.call(checks.finish, desk.settings, desk.link_builder, claim, report(), desk.now)
        for claim in claims
    ]
    assert said == [Finished(mail_left_out=True), Finished(mail_left_out=False)]
    mail = desk.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == (
        "off",
        "No email: too many were written to you within an hour.",
    )
    assert desk.get(bob, bobs).checks[0].mail.state == "queued"
    later = desk.at(minutes=61)
    again = later.add(alice, "e.py")
    later.check(report())
    assert later.get(alice, again).checks[0].mail.state == "queued"


def test_a_deleted_file_takes_its_checks_along(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report())
    check_often(desk, alice, file, 2)
    desk.db.call(files.delete, alice.id, file.id)
    assert desk.count("checks") == 0
