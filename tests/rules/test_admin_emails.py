"""What administrators can do with an email that still collects the results of its batch."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import EmailState, MailMode, NotFound, User
from lintbox.services import batches
from lintbox.services.admin import emails
from lintbox.services.admin.audit import Actor
from lintbox.storage.emails_overview import OutboxEntry
from tests.rules.harness import Harness, report, rows, upload

DORA = Actor("dora", "dora@example.org", "192.0.2.1")


@pytest.fixture
def collecting(harness: Harness, alice: User) -> OutboxEntry:
    """The email of two files, of which one has been checked."""
    harness.add_many(alice, upload("0.py"), upload("1.py"))
    harness.check(report())
    page, _ = harness.db.call(emails.list_page, (), "", alice.id, None, 10)
    (entry,) = page.emails
    assert entry.email.state == EmailState.COLLECTING
    return entry


def test_it_cannot_be_opened(harness: Harness, collecting: OutboxEntry) -> None:
    opening = emails.open_audited(
        harness.db,
        harness.settings,
        harness.link_builder,
        MailMode.LOCAL,
        DORA,
        collecting.email.id,
        harness.now,
    )
    with pytest.raises(NotFound, match="not written yet"):
        asyncio.run(opening)
    assert rows(harness.db, "SELECT * FROM audit") == []


def test_it_can_be_sent_at_once_and_the_rest_follows(harness: Harness, collecting: OutboxEntry) -> None:
    harness.db.call(emails.send_again, harness.link_builder, DORA, collecting.email.id, harness.now)
    harness.db.call(batches.close_waiting, harness.settings, harness.now)
    assert harness.claim_batch().unchecked == ("1.py",)
    harness.check(report())
    assert harness.claim_result().name == "1.py"
