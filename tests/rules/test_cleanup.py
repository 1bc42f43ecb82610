"""Which rows the cleanup deletes, and which it keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintbox.domain import Purpose, User
from lintbox.services import cleanup, files, one_time_links, rate_limits, sessions
from lintbox.services.cleanup import Deleted
from tests.rules.harness import UNUSED_IMPORT, Harness, report


def clean_up(harness: Harness) -> Deleted:
    return harness.db.call(cleanup.delete_unused, timedelta(hours=1), harness.now)


@pytest.mark.parametrize(("seconds", "gone"), [(3599, 0), (3600, 0), (3601, 1)])
def test_an_unreferenced_content_is_deleted_after_the_grace_period(
    harness: Harness, alice: User, seconds: int, gone: int
) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    deleted = clean_up(harness.at(seconds=seconds))
    assert (deleted.contents, deleted.bytes) == (gone, gone * 10)
    assert harness.count("contents") == 1 - gone


def test_a_referenced_content_stays(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    assert clean_up(harness.at(days=400)).contents == 0
    assert harness.get(alice, file)


def test_storing_a_content_again_restarts_its_grace_period(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.db.call(files.delete, alice.id, file.id)
    later = harness.at(hours=3)
    again = later.add(alice)
    later.db.call(files.delete, alice.id, again.id)
    assert clean_up(later.at(minutes=59)).contents == 0


def test_expired_rows_are_deleted(harness: Harness, alice: User) -> None:
    harness.db.call(
        one_time_links.create, alice.id, Purpose.VERIFICATION, harness.link_builder.key, harness.now
    )
    harness.db.call(sessions.begin, alice.id, harness.now)
    harness.db.call(rate_limits.spend, harness.settings, "email", "ada", harness.now)
    early, late = clean_up(harness.at(minutes=59)), clean_up(harness.at(days=7))
    assert (early.links, early.sessions, early.attempts) == (0, 0, 0)
    assert (late.links, late.sessions, late.attempts) == (1, 1, 1)


def test_a_report_is_deleted_with_its_last_check(harness: Harness, alice: User) -> None:
    first, second = harness.add(alice, "a.py"), harness.add(alice, "b.py")
    harness.check(report(UNUSED_IMPORT))
    harness.check(report(UNUSED_IMPORT))
    harness.db.call(files.delete, alice.id, first.id)
    assert clean_up(harness).reports == 0
    harness.db.call(files.delete, alice.id, second.id)
    assert clean_up(harness).reports == 1
