"""Checks that were requested together share one email."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lintbox.domain import (
    CheckState,
    Delivery,
    ErrorCode,
    MailNote,
    Outcome,
    ResultMail,
    TooMany,
    User,
)
from lintbox.services import batches, checks, emails, files, preferences, rate_limits
from lintbox.services.admin import emails as overview
from lintbox.services.admin import files as admin_files
from lintbox.services.admin.audit import Actor
from lintbox.services.batches import LONGEST_WAIT
from lintbox.storage import users
from tests.rules.harness import TOOLS, UNUSED_IMPORT, Harness, fail, report, rows, upload
from tests.rules.test_email_retention import clean_up

MINUTES = LONGEST_WAIT.total_seconds() / 60


def add(harness: Harness, user: User, count: int, name: str | None = None) -> list[str]:
    """Upload files with one request; return their ids."""
    parts = (upload(f"{number}.py", b"x = %d\n" % number) for number in range(count))
    return [file.id for file in harness.add_many(user, *parts, batch_name=name)]


def close(harness: Harness) -> None:
    """Do what the background task does every few seconds."""
    harness.db.call(batches.close_waiting, harness.settings, harness.now)


def list_mail_states(harness: Harness, user: User) -> list[str]:
    page, _ = harness.db.call(files.list_page, user.id, "name", (), "", None, 100)
    return [file.checks[0].mail.state for file in page.files]


def test_an_upload_of_several_files_gives_one_email_with_all_results(harness: Harness, alice: User) -> None:
    ids = add(harness, alice, 3)
    for findings in ([UNUSED_IMPORT], [], [UNUSED_IMPORT, UNUSED_IMPORT]):
        assert harness.find_email() is None
        harness.check(report(*findings))
    batch = harness.claim_batch()
    assert [(result.file_id, result.total) for result in batch.results] == list(
        zip(ids, (1, 0, 2), strict=True)
    )
    assert batch.unchecked == ()
    assert harness.find_email() is None
    assert harness.count("collected_results") == 0


def test_the_mail_state_of_each_check_is_that_of_their_email(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    assert list_mail_states(harness, alice) == ["queued", "queued"]
    harness.check(report())
    assert list_mail_states(harness, alice) == ["queued", "queued"]
    harness.check(report())
    email = harness.claim_email()
    assert list_mail_states(harness, alice) == ["queued", "queued"]
    harness.db.call(emails.record_delivery, email, Delivery(Outcome.SENT, "250 Ok"), harness.now)
    assert list_mail_states(harness, alice) == ["sent", "sent"]


def test_the_last_check_and_the_email_are_stored_in_one_transaction(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    harness.check(report())
    claim = harness.claim()

    def finish_and_break() -> None:
        checks.finish(harness.settings, harness.link_builder, claim, report(), harness.now)
        raise LookupError

    with pytest.raises(LookupError):
        harness.db.call(finish_and_break)
    assert harness.find_email() is None
    assert harness.finish(claim, report())
    assert len(harness.claim_batch().results) == 2


def test_an_email_waits_for_slow_checks_up_to_a_limit_and_the_rest_follows(
    harness: Harness, alice: User
) -> None:
    add(harness, alice, 3)
    harness.check(report())
    close(harness.at(minutes=MINUTES - 1))
    assert harness.at(minutes=MINUTES - 1).find_email() is None
    later = harness.at(minutes=MINUTES)
    close(later)
    first = later.claim_batch()
    assert [result.name for result in first.results] == ["0.py"]
    assert first.unchecked == ("1.py", "2.py")
    later.check(report())
    later.check(report())
    second = later.claim_batch()
    assert [result.name for result in second.results] == ["1.py", "2.py"]
    assert later.find_email() is None


def test_a_clock_that_was_set_back_does_not_hold_an_email(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    harness.at(days=1).check(report())
    close(harness)
    assert len(harness.claim_batch().results) == 1


def test_a_file_alone_in_its_batch_gets_the_email_of_a_single_file(harness: Harness, alice: User) -> None:
    first, _ = add(harness, alice, 2)
    harness.db.call(files.delete, alice.id, first)
    harness.check(report(UNUSED_IMPORT))
    assert harness.claim_result().name == "1.py"


def test_a_deleted_file_is_not_in_the_email_and_does_not_hold_it(harness: Harness, alice: User) -> None:
    _, second, third = add(harness, alice, 3)
    harness.check(report())
    harness.check(report())
    harness.db.call(files.delete, alice.id, second)
    harness.db.call(files.delete, alice.id, third)
    assert harness.find_email() is None
    close(harness)
    assert harness.claim_result().name == "0.py"


def test_an_email_about_deleted_files_only_is_deleted(harness: Harness, alice: User) -> None:
    ids = add(harness, alice, 2)
    harness.check(report())
    for file_id in ids:
        harness.db.call(files.delete, alice.id, file_id)
    close(harness)
    assert harness.find_email() is None
    assert harness.count("outbox") == harness.count("collected_results") == 0


def test_a_replaced_file_gets_an_email_of_its_own(harness: Harness, alice: User) -> None:
    add(harness, alice, 3)
    harness.check(report())
    page, _ = harness.db.call(files.list_page, alice.id, "name", (), "", None, 100)
    harness.replace(alice, page.files[0], "0.py")
    for _ in range(3):
        harness.check(report())
    found = [harness.claim_email().list_files() for _ in range(2)]
    assert sorted(map(len, found)) == [1, 2]


@pytest.mark.parametrize("is_asked_by", ["the owner", "an administrator"])
def test_checking_a_selection_again_gives_one_email(harness: Harness, alice: User, is_asked_by: str) -> None:
    ids = add(harness, alice, 3)
    for _ in ids:
        harness.check(report())
    assert len(harness.claim_batch().results) == 3
    for file_id in ids[:2]:
        if is_asked_by == "the owner":
            harness.db.call(
                checks.request, harness.settings, alice.id, file_id, harness.now, batch_name="selection"
            )
        else:
            actor = Actor("1", "Dora", None)
            harness.db.call(
                admin_files.check_again, harness.settings, actor, file_id, harness.now, "selection"
            )
        harness.check(report(UNUSED_IMPORT))
    close(harness.at(seconds=9))
    assert harness.at(seconds=9).find_email() is None
    later = harness.at(seconds=11)
    close(later)
    assert [result.file_id for result in later.claim_batch().results] == ids[:2]
    assert later.find_email() is None


def test_replacing_several_files_gives_one_email(harness: Harness, alice: User) -> None:
    ids = [harness.add(alice, name).id for name in ("a.py", "b.py")]
    for _ in ids:
        harness.check(report())
        harness.claim_result()
    for file_id in ids:
        part = upload("new.py", b"x = 1\n")
        harness.db.call(
            files.replace, harness.settings, alice.id, file_id, part, harness.now, batch_name="replaced"
        )
        harness.check(report(UNUSED_IMPORT))
    later = harness.at(seconds=11)
    close(later)
    assert [result.file_id for result in later.claim_batch().results] == ids
    assert later.find_email() is None


@pytest.mark.parametrize("kind", ["check-file", "check-user"])
def test_checks_that_share_an_email_count_towards_the_limits(
    harness: Harness, alice: User, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, kind, rate_limits.Limit(1, timedelta(hours=1)))
    file = harness.add(alice)
    harness.check(report())

    def check_again() -> None:
        checks.request(harness.settings, alice.id, file.id, harness.now, batch_name="selection")

    harness.db.call(check_again)
    harness.check(report())
    with pytest.raises(TooMany):
        harness.db.call(check_again)


def test_checking_all_outdated_files_again_gives_one_email(harness: Harness, alice: User) -> None:
    harness = harness.under(rate_limits="off")
    for name in ("a.py", "b.py"):
        harness.add(alice, name)
        harness.check(report())
        harness.claim_email()
    older = replace(report(), tool=replace(report().tool, flake8="7.4.0"))
    rows(harness.db, "UPDATE reports SET summary = replace(summary, '7.5.0', ?)", older.tool.flake8)
    harness.db.call(checks.request_outdated, harness.settings, alice.id, TOOLS, harness.now)
    harness.check(report())
    harness.check(report())
    assert [result.name for result in harness.claim_batch().results] == ["a.py", "b.py"]


def test_a_file_without_emails_is_left_out_and_the_others_are_sent(harness: Harness, alice: User) -> None:
    ids = add(harness, alice, 3)
    harness.db.call(preferences.choose_for_file, alice.id, ids[2], ResultMail.NEVER)
    for _ in range(3):
        harness.check(report())
    assert [result.file_id for result in harness.claim_batch().results] == ids[:2]
    assert list_mail_states(harness, alice) == ["queued", "queued", "off"]


def test_an_email_names_no_unchecked_file_whose_result_does_not_follow(harness: Harness, alice: User) -> None:
    ids = add(harness, alice, 3)
    harness.db.call(preferences.choose_for_file, alice.id, ids[2], ResultMail.NEVER)
    harness.check(report())
    later = harness.at(minutes=MINUTES)
    close(later)
    assert later.claim_batch().unchecked == ("1.py",)


@pytest.mark.parametrize("first_ends", [True, False])
def test_a_collected_result_is_left_out_if_its_emails_end_meanwhile(
    harness: Harness, alice: User, first_ends: bool
) -> None:
    ids = add(harness, alice, 3)
    harness.check(report())
    harness.check(report())
    ended, kept = ids[:2] if first_ends else ids[1::-1]
    harness.db.call(preferences.choose_for_file, alice.id, ended, ResultMail.NEVER)
    harness.check(report())
    assert [result.file_id for result in harness.claim_batch().results] == [kept, ids[2]]
    states = dict(zip(ids, list_mail_states(harness, alice), strict=True))
    assert states == {ended: "off", kept: "queued", ids[2]: "queued"}
    assert harness.count("collected_results") == 0


def test_a_user_who_unsubscribes_gets_no_collected_results(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    harness.check(report())
    never = preferences.Changes(result_mail=ResultMail.NEVER)
    harness.db.call(preferences.change, harness.settings, alice.id, never)
    harness.check(report())
    assert harness.find_email() is None
    assert list_mail_states(harness, alice) == ["off", "off"]
    assert harness.count("outbox") == harness.count("collected_results") == 0


def test_a_batch_counts_as_one_email_towards_the_limit(
    harness: Harness, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emails, "EMAILS_AN_HOUR", 1)
    add(harness, alice, 3)
    for _ in range(3):
        harness.check(report())
    assert len(harness.claim_batch().results) == 3
    file = harness.add(alice)
    harness.check(report())
    assert harness.get(alice, file).checks[0].mail == MailNote.LIMIT.status


def test_checks_keep_the_outcome_of_their_deleted_email(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    harness.check(report())
    harness.check(report())
    sent = Delivery(Outcome.SENT, "250 Ok")
    harness.db.call(emails.record_delivery, harness.claim_email(), sent, harness.now)
    clean_up(harness.at(days=91))
    assert list_mail_states(harness, alice) == ["sent", "sent"]


def test_the_email_is_found_by_the_name_of_each_file(harness: Harness, alice: User) -> None:
    add(harness, alice, 2)
    harness.check(report())
    harness.check(report())
    for text, count in (("0.py", 1), ("1.py", 1), ("2.py", 0)):
        page, _ = harness.db.call(overview.list_page, (), text, None, None, 10)
        assert len(page.emails) == count


def test_finished_checks_of_two_users_are_never_in_one_email(
    harness: Harness, alice: User, bob: User
) -> None:
    add(harness, alice, 2)
    add(harness, bob, 2)
    for _ in range(4):
        harness.check(report())
    for _ in range(2):
        email = harness.claim_email()
        owner = harness.db.call(users.get, email.user_id)
        assert email.recipient == owner.email
        assert all(harness.db.call(files.get, owner.id, file_id) for file_id in email.list_files())
        assert len(email.list_files()) == 2


def test_every_state_of_a_check_is_in_the_email(harness: Harness, alice: User) -> None:
    add(harness, alice, 3)
    for result in (report(), report(UNUSED_IMPORT), fail(ErrorCode.TIMEOUT)):
        harness.check(result)
    assert [result.state for result in harness.claim_batch().results] == [
        CheckState.PASSED,
        CheckState.FAILED,
        CheckState.ERROR,
    ]
