"""The order of sending: emails with links first, then the users' results in turn."""

from __future__ import annotations

import pytest

from lintbox.domain import Delivery, EmailKind, Outcome, User
from lintbox.services import emails
from lintbox.storage import emails as stored
from lintbox.storage.models import connection
from tests.rules.harness import Harness, report

LATER = Delivery(Outcome.TRY_AGAIN, "451 Come back later")


def write_results(harness: Harness, user: User, count: int) -> None:
    for number in range(count):
        harness.add(user, f"{number}.py", b"x = %d\n" % number)
    for _ in range(count):
        harness.check(report())


def send(harness: Harness, count: int) -> list[str]:
    """Claim emails as the background task does, and return the ids of their users."""
    taken: list[str] = []
    for _ in range(count):
        found = harness.db.call(
            emails.claim_next, harness.link_builder.key, harness.now, taken[-1] if taken else ""
        )
        assert found
        taken.append(found[0].user_id)
    return taken


@pytest.mark.parametrize("kind", [kind for kind in EmailKind if kind != EmailKind.RESULT])
def test_emails_with_links_are_sent_before_results(
    harness: Harness, alice: User, bob: User, kind: EmailKind
) -> None:
    write_results(harness, alice, 40)
    later = harness.at(seconds=1)
    harness.db.call(stored.add, kind, "1", bob.id, bob.email, "<1@school.example>", later.now)
    assert later.claim_email().kind == kind
    assert later.claim_email().kind == "result"


def test_users_take_turns_with_their_results(harness: Harness, alice: User, bob: User, charlie: User) -> None:
    write_results(harness, alice, 20)
    write_results(harness, bob, 3)
    write_results(harness, charlie, 1)
    order = send(harness, 24)
    assert set(order[:3]) == {alice.id, bob.id, charlie.id}
    assert [order[:7].count(user.id) for user in (alice, bob, charlie)] == [3, 3, 1]
    assert harness.find_email() is None


def test_the_results_of_a_user_are_sent_in_the_order_of_the_checks(harness: Harness, alice: User) -> None:
    for minute in range(3):
        write_results(harness.at(minutes=minute), alice, 1)
    moments = [harness.at(hours=1).claim_email().created_at for _ in range(3)]
    assert moments == sorted(moments)


def test_emails_waiting_for_a_retry_do_not_delay_others(harness: Harness, alice: User, bob: User) -> None:
    write_results(harness, alice, 30)
    for _ in range(30):
        harness.db.call(emails.record_delivery, harness.claim_email(), LATER, harness.now)
    write_results(harness, bob, 1)
    assert harness.claim_email().user_id == bob.id
    assert harness.find_email() is None
    assert set(send(harness.at(minutes=1), 30)) == {alice.id}


@pytest.mark.parametrize(
    ("sql", "values"),
    [(stored._IS_DUE, (1,)), (stored._CLAIM_FIRST, (1,)), (stored._CLAIM_RESULT, ("", 1))],
    ids=["is any due", "with a link", "a result"],
)
def test_claiming_an_email_uses_an_index(harness: Harness, sql: str, values: tuple[object, ...]) -> None:
    def explain() -> list[str]:
        return [row[3] for row in connection.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values)]

    steps = [step for step in harness.db.call(explain) if "emails" in step or "due" in step]
    assert steps
    assert [step for step in steps if not step.startswith("SEARCH")] == []
    assert not any("TEMP B-TREE" in step for step in harness.db.call(explain))
