"""The figures that administrators look at."""

from __future__ import annotations

from datetime import timedelta

from lintbox.domain import ErrorCode, User
from lintbox.services import cleanup
from lintbox.services.admin import system
from tests.rules.desk import UNUSED_IMPORT, Desk, give_up, report


def finish_after(desk: Desk, user: User, milliseconds: int, name: str) -> None:
    desk.add(user, name, f"{name} = 1\n".encode())
    claim = desk.claim()
    later = desk.at(milliseconds=milliseconds)
    assert later.finish(claim, give_up(ErrorCode.TIMEOUT) if name == "slow.py" else report(UNUSED_IMPORT))


def test_an_hour_counts_its_checks_and_finds_the_one_in_the_middle(desk: Desk, alice: User) -> None:
    for milliseconds, name in ((100, "a.py"), (10_000, "slow.py"), (300, "c.py")):
        finish_after(desk, alice, milliseconds, name)
    finish_after(desk.at(hours=2), alice, 50, "later.py")
    hours = desk.db.call(system.list_hours, desk.at(hours=2).now)
    assert len(hours) == 24
    busy = [hour for hour in hours if hour.checks]
    assert [(hour.checks, hour.errors, hour.median_ms) for hour in busy] == [(3, 1, 300), (1, 0, 50)]
    assert busy[0].at == desk.now.replace(minute=0, second=0, microsecond=0)
    assert hours[-1] == busy[1]


def test_what_was_finished_a_day_ago_is_of_no_hour(desk: Desk, alice: User) -> None:
    finish_after(desk, alice, 100, "a.py")
    hours = desk.db.call(system.list_hours, desk.at(days=1).now)
    assert sum(hour.checks for hour in hours) == 0


def test_what_waits_is_counted_with_the_oldest(desk: Desk, alice: User) -> None:
    desk.add(alice)
    desk.at(seconds=3).add(alice, "b.py", b"y = 1\n")
    figures = desk.db.call(system.measure, desk.now)
    assert (figures.queued, figures.running, figures.oldest_at) == (2, 0, desk.now)
    desk.claim()
    figures = desk.db.call(system.measure, desk.now)
    assert (figures.queued, figures.running, figures.oldest_at) == (1, 1, desk.at(seconds=3).now)
    assert (figures.sweep, figures.backup) == (None, None)


def test_the_last_cleanup_is_kept(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.check(report(UNUSED_IMPORT))
    desk.replace(alice, file)
    later = desk.at(hours=2)
    desk.db.call(cleanup.sweep, timedelta(hours=1), later.now)
    last = desk.db.call(system.measure, later.now).sweep
    assert last
    assert (last.at, last.value["contents"], last.value["bytes"]) == (later.now, 1, 10)


def test_the_next_cleanup_is_after_the_start_and_after_now(desk: Desk) -> None:
    hour = timedelta(hours=1)
    assert system.find_next_sweep(desk.now, hour, desk.now) == desk.at(hours=1).now
    assert system.find_next_sweep(desk.now, hour, desk.at(hours=5, minutes=1).now) == desk.at(hours=6).now
