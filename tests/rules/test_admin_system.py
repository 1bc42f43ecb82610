"""The figures that administrators see."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from lintbox.domain import ErrorCode, User
from lintbox.services import cleanup
from lintbox.services.admin import system
from tests.rules.harness import UNUSED_IMPORT, Harness, fail, report


def finish_after(harness: Harness, user: User, milliseconds: int, name: str) -> None:
    harness.add(user, name, f"{name} = 1\n".encode())
    claim = harness.claim()
    later = harness.at(milliseconds=milliseconds)
    assert later.finish(claim, fail(ErrorCode.TIMEOUT) if name == "slow.py" else report(UNUSED_IMPORT))


def test_an_hour_has_its_checks_and_their_median(harness: Harness, alice: User) -> None:
    for milliseconds, name in ((100, "a.py"), (10_000, "slow.py"), (300, "c.py")):
        finish_after(harness, alice, milliseconds, name)
    finish_after(harness.at(hours=2), alice, 50, "later.py")
    hours = harness.db.call(system.list_hours, harness.at(hours=2).now)
    assert len(hours) == 24
    busy = [hour for hour in hours if hour.checks]
    assert [(hour.checks, hour.errors, hour.median_ms) for hour in busy] == [(3, 1, 300), (1, 0, 50)]
    assert busy[0].at == harness.now.replace(minute=0, second=0, microsecond=0)
    assert hours[-1] == busy[1]


def test_checks_older_than_a_day_are_not_counted(harness: Harness, alice: User) -> None:
    finish_after(harness, alice, 100, "a.py")
    hours = harness.db.call(system.list_hours, harness.at(days=1).now)
    assert sum(hour.checks for hour in hours) == 0


def test_queued_checks_are_counted_with_the_oldest(harness: Harness, alice: User) -> None:
    harness.add(alice)
    harness.at(seconds=3).add(alice, "b.py", b"y = 1\n")
    figures = harness.db.call(system.measure, harness.now)
    assert (figures.queued, figures.running, figures.oldest_at) == (2, 0, harness.now)
    harness.claim()
    figures = harness.db.call(system.measure, harness.now)
    assert (figures.queued, figures.running, figures.oldest_at) == (1, 1, harness.at(seconds=3).now)
    assert (figures.last_cleanup, figures.backup) == (None, None)


def test_the_last_cleanup_is_recorded(harness: Harness, alice: User) -> None:
    file = harness.add(alice)
    harness.check(report(UNUSED_IMPORT))
    harness.replace(alice, file)
    later = harness.at(hours=2)
    asyncio.run(cleanup.clean_up(harness.db, harness.settings, later.now))
    last = harness.db.call(system.measure, later.now).last_cleanup
    assert last
    assert (last.at, last.value["contents"], last.value["bytes"]) == (later.now, 1, 10)


def test_the_next_cleanup_is_after_the_start_and_after_now(harness: Harness) -> None:
    hour = timedelta(hours=1)
    assert system.get_next_cleanup(harness.now, hour, harness.now) == harness.at(hours=1).now
    assert (
        system.get_next_cleanup(harness.now, hour, harness.at(hours=5, minutes=1).now)
        == harness.at(hours=6).now
    )
