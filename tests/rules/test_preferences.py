"""When users want emails: for all files, for one, and by the link in an email."""

from __future__ import annotations

import pytest

from lintbox.domain import Delivery, Invalid, NotFailed, NotFound, Outcome, ResultMail, TokenInvalid, User
from lintbox.services import checks, emails, files, preferences, unsubscribing
from lintbox.services.preferences import Changes
from tests.rules.harness import UNUSED_IMPORT, Harness, report

NETWORK = "203.0.113.5"
REFUSED = Delivery(Outcome.REFUSED, "550 No such user")


def choose(harness: Harness, user: User, wish: ResultMail) -> None:
    harness.db.call(preferences.change, harness.settings, user.id, Changes(result_mail=wish))


def make_token(harness: Harness, user: User, file_id: str = "") -> str:
    return unsubscribing.make_token(harness.link_builder.key, user.id, file_id)


def unsubscribe(harness: Harness, token: str) -> None:
    values = (harness.settings, harness.link_builder.key, token, ResultMail.NEVER, NETWORK, harness.now)
    harness.db.call(unsubscribing.choose, *values)


@pytest.mark.parametrize("server", ResultMail)
@pytest.mark.parametrize("user", [None, *ResultMail])
@pytest.mark.parametrize("file", [None, *ResultMail])
def test_the_choice_for_the_file_precedes_that_of_the_user_and_the_server(
    harness: Harness, alice: User, server: ResultMail, user: ResultMail | None, file: ResultMail | None
) -> None:
    harness = harness.under(result_mail=server.value)
    if user:
        choose(harness, alice, user)
    added = harness.add(alice)
    harness.db.call(preferences.choose_for_file, alice.id, added.id, file)
    harness.check(report())
    harness.db.call(checks.request, harness.settings, alice.id, added.id, harness.now)
    harness.check(report())
    counts = {ResultMail.ALWAYS: 2, ResultMail.CHANGES: 1, ResultMail.NEVER: 0}
    assert harness.count("outbox") == counts[file or user or server]


def test_a_preference_that_is_not_given_stays(harness: Harness, alice: User) -> None:
    harness.db.call(preferences.change, harness.settings, alice.id, Changes(display_name="  Ada   L. "))
    harness.db.call(preferences.change, harness.settings, alice.id, Changes(default_profile="strict"))
    choose(harness, alice, ResultMail.CHANGES)
    assert harness.db.call(preferences.get, harness.settings, alice.id) == ("changes", "strict", "Ada L.")
    harness.db.call(preferences.change, harness.settings, alice.id, Changes(display_name=""))
    assert harness.db.call(preferences.get, harness.settings, alice.id).display_name is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (Changes(ResultMail.NEVER, display_name="a" * 81), "display_name"),
        (Changes(ResultMail.NEVER, display_name="Ada\u202e"), "display_name"),
        (Changes(ResultMail.NEVER, default_profile="unknown"), "default_profile"),
    ],
)
def test_a_wrong_preference_changes_nothing(
    harness: Harness, alice: User, changes: Changes, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        harness.db.call(preferences.change, harness.settings, alice.id, changes)
    assert refused.value.errors.keys() == {field}
    assert harness.db.call(preferences.get, harness.settings, alice.id) == ("always", "default", None)


def test_the_link_of_an_email_ends_the_emails_of_its_user_only(
    harness: Harness, alice: User, bob: User
) -> None:
    unsubscribe(harness, make_token(harness, alice))
    assert harness.db.call(preferences.get, harness.settings, alice.id).result_mail == "never"
    assert harness.db.call(preferences.get, harness.settings, bob.id).result_mail == "always"


def test_the_claimed_email_of_a_result_has_the_token(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    found = harness.find_email()
    assert found
    assert found[1] == make_token(harness, alice, file.id)


def test_the_link_can_end_the_emails_about_its_file_alone(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    token = make_token(harness, alice, file.id)
    values = (harness.settings, harness.link_builder.key, token)
    changed = harness.db.call(unsubscribing.choose_for_file, *values, ResultMail.NEVER, NETWORK, harness.now)
    assert changed.file
    assert (changed.result_mail, changed.file.result_mail) == ("always", "never")
    harness.db.call(files.delete, alice.id, file.id)
    assert harness.db.call(unsubscribing.show, *values).file is None
    with pytest.raises(TokenInvalid):
        harness.db.call(unsubscribing.choose_for_file, *values, ResultMail.NEVER, NETWORK, harness.now)


def test_a_changed_token_is_refused(harness: Harness, alice: User, bob: User) -> None:
    file = harness.add(bob)
    token = make_token(harness, alice)
    forged = [
        "",
        token[:-1],
        token + "0",
        token.replace(alice.id, bob.id),
        token.replace("--", f"-{file.id}-"),
        f"{'0' * 16}--{'0' * 32}",
        unsubscribing.make_token(b"another key", alice.id),
        unsubscribing.make_token(harness.link_builder.key, "f" * 16),
    ]
    for wrong in forged:
        with pytest.raises(TokenInvalid):
            unsubscribe(harness, wrong)
    assert harness.db.call(preferences.get, harness.settings, alice.id).result_mail == "always"


def test_another_users_file_in_a_valid_token_is_no_file(harness: Harness, alice: User, bob: User) -> None:
    file = harness.add(bob)
    token = make_token(harness, alice, file.id)
    assert harness.db.call(unsubscribing.show, harness.settings, harness.link_builder.key, token).file is None


def test_a_refused_email_is_sent_again_by_its_user(harness: Harness, alice: User, bob: User) -> None:
    file = harness.add(alice)
    claim = harness.check(report())
    values = (harness.settings, harness.link_builder)
    with pytest.raises(NotFailed):
        harness.db.call(emails.send_again, *values, alice.id, file.id, claim.check_id, harness.now)
    first = harness.claim_email()
    harness.db.call(emails.record_delivery, first, REFUSED, harness.now)
    with pytest.raises(NotFound):
        harness.db.call(emails.send_again, *values, bob.id, file.id, claim.check_id, harness.now)
    with pytest.raises(NotFound):
        harness.db.call(emails.send_again, *values, alice.id, file.id, "0" * 16, harness.now)
    harness.db.call(emails.send_again, *values, alice.id, file.id, claim.check_id, harness.now)
    again = harness.claim_email()
    assert (again.id, again.attempts) == (first.id, 1)
    assert again.message_id != first.message_id
