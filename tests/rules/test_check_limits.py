"""How many checks of a file are kept, and how often a check may be requested."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintbox.domain import File, Rejected, TooMany, User
from lintbox.services import checks, emails, files, profiles, rate_limits
from lintbox.services.checks import CHECKS_KEPT, Finished
from lintbox.storage import check_queue
from lintbox.storage import checks as stored
from tests.rules.harness import LONG_LINE, TOOLS, UNUSED_IMPORT, Harness, report, rows


def request(harness: Harness, user: User, file: File) -> File:
    return harness.db.call(checks.request, harness.settings, user.id, file.id, harness.now)


def check_often(harness: Harness, user: User, file: File, times: int) -> None:
    for _ in range(times):
        request(harness, user, file)
        harness.check(report(UNUSED_IMPORT))


def test_the_newest_checks_of_a_file_are_kept(harness: Harness, alice: User) -> None:
    harness = harness.under(rate_limits="off")
    file, other = harness.add(alice), harness.add(alice, "other.py")
    harness.check(report())
    harness.check(report())
    first = harness.get(alice, file).checks[0].id
    check_often(harness, alice, file, CHECKS_KEPT - 1)
    assert first in [check.id for check in harness.get(alice, file).checks]
    request(harness, alice, file)
    kept = [check.id for check in harness.get(alice, file).checks]
    assert len(kept) == CHECKS_KEPT
    assert first not in kept
    assert len(harness.get(alice, other).checks) == 1


def test_a_running_check_is_kept_at_any_position(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    running = harness.claim()
    number = rows(harness.db, "SELECT number FROM files")[0][0]

    def queue_many() -> None:
        check_queue.add_many(alice.id, [(number, profiles.get_default(alice.id))] * 30, harness.now, None)
        stored.remove_older([number], 5)

    harness.db.call(queue_many)
    assert running.check_id in [check.id for check in harness.get(alice, file).checks]
    assert harness.finish(running, report())


def test_checking_all_outdated_files_keeps_the_same_number(harness: Harness, alice: User) -> None:
    harness = harness.under(rate_limits="off")
    file = harness.add(alice)
    harness.check(report())
    for round_ in range(CHECKS_KEPT + 2):
        harness.db.call(
            lambda profile: profiles.choose(alice.id, file.id, profile),
            "strict" if round_ % 2 == 0 else None,
        )
        assert harness.db.call(checks.request_outdated, harness.settings, alice.id, TOOLS, harness.now) == [
            file.id
        ]
        harness.check(report())
    assert len(harness.get(alice, file).checks) == CHECKS_KEPT


def test_repeated_checks_of_a_file_are_limited_without_affecting_others(
    harness: Harness, alice: User
) -> None:
    file, other = harness.add(alice), harness.add(alice, "other.py")
    harness.check(report())
    harness.check(report())
    most = rate_limits.LIMITS["check-file"].attempts
    check_often(harness, alice, file, most)
    with pytest.raises(TooMany) as refused:
        request(harness, alice, file)
    assert 0 < refused.value.retry_after <= 601
    check_often(harness, alice, other, 1)
    check_often(harness.at(minutes=11), alice, file, 1)


def test_repeated_checks_of_a_user_are_limited_across_files(harness: Harness, alice: User, bob: User) -> None:
    limit = rate_limits.LIMITS["check-user"]
    file, bobs = harness.add(alice), harness.add(bob)
    harness.check(report())
    harness.check(report())
    for _ in range(limit.attempts):
        harness.db.call(rate_limits.spend, harness.settings, "check-user", alice.id, harness.now)
    with pytest.raises(TooMany):
        request(harness, alice, file)
    assert request(harness, bob, bobs).checks[0].state == "queued"
    assert harness.at(hours=2).db.call(
        checks.request, harness.settings, alice.id, file.id, harness.now + timedelta(hours=2)
    )


def test_requests_to_check_all_outdated_files_are_limited(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report())
    for _ in range(rate_limits.LIMITS["check-outdated"].attempts):
        harness.db.call(rate_limits.spend, harness.settings, "check-outdated", alice.id, harness.now)
    assert harness.db.call(checks.request_outdated, harness.settings, alice.id, TOOLS, harness.now) == []
    harness.db.call(profiles.choose, alice.id, file.id, "strict")
    with pytest.raises(TooMany):
        harness.db.call(checks.request_outdated, harness.settings, alice.id, TOOLS, harness.now)


def test_no_check_is_queued_on_a_full_disk(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report())
    full = harness.under(disk_reserve="900 TiB", data_dir=harness.settings.data_dir)
    with pytest.raises(Rejected) as refused:
        request(full, alice, file)
    assert refused.value.code == "disk-full"
    harness.db.call(profiles.choose, alice.id, file.id, "strict")
    with pytest.raises(Rejected):
        full.db.call(checks.request_outdated, full.settings, alice.id, TOOLS, harness.now)


def test_a_check_with_the_same_result_is_unchanged(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    for result in (report(UNUSED_IMPORT), report(UNUSED_IMPORT), report(LONG_LINE), report(UNUSED_IMPORT)):
        if harness.get(alice, file).checks[0].report:
            request(harness, alice, file)
        harness.check(result)
    assert [check.unchanged for check in harness.get(alice, file).checks] == [False, False, True, False]


def test_only_the_newest_check_includes_findings(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    check_often(harness, alice, file, 1)
    newest, earlier = (check.report for check in harness.get(alice, file).checks)
    assert newest
    assert earlier
    assert (len(newest.findings), len(earlier.findings), earlier.total) == (1, 0, 1)
    check_id = harness.get(alice, file).checks[1].id
    check, name = harness.db.call(checks.get, alice.id, file.id, check_id)
    assert check.report
    assert (check.report.findings, name) == ((UNUSED_IMPORT,), "game.py")


def test_emails_per_hour_are_limited_and_the_check_says_why(
    harness: Harness, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emails, "EMAILS_AN_HOUR", 3)
    for name in ("a.py", "b.py", "c.py"):
        harness.add(alice, name)
        harness.check(report())
    file, bobs = harness.add(alice, "d.py"), harness.add(bob)
    claims = sorted((harness.claim(), harness.claim()), key=lambda claim: claim.user_id == bob.id)
    results = [
        harness.db.call(checks.finish, harness.settings, harness.link_builder, claim, report(), harness.now)
        for claim in claims
    ]
    assert results == [Finished(mail_left_out=True), Finished(mail_left_out=False)]
    mail = harness.get(alice, file).checks[0].mail
    assert (mail.state, mail.detail) == (
        "off",
        "No email: too many were written to you within an hour.",
    )
    assert harness.get(bob, bobs).checks[0].mail.state == "queued"
    later = harness.at(minutes=61)
    again = later.add(alice, "e.py")
    later.check(report())
    assert later.get(alice, again).checks[0].mail.state == "queued"


def test_deleting_a_file_deletes_its_checks(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report())
    check_often(harness, alice, file, 2)
    harness.db.call(files.delete, alice.id, file.id)
    assert harness.count("checks") == 0
