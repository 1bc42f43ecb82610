"""What the cleanup removes, and what it leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lintbox.domain import Purpose, User
from lintbox.services import cleanup, files, links, rate_limits, sessions
from lintbox.services.cleanup import Swept
from tests.rules.desk import UNUSED_IMPORT, Desk, report


def sweep(desk: Desk) -> Swept:
    return desk.db.call(cleanup.sweep, timedelta(hours=1), desk.now)


@pytest.mark.parametrize(("seconds", "gone"), [(3599, 0), (3600, 0), (3601, 1)])
def test_an_unbound_content_goes_after_the_grace(desk: Desk, alice: User, seconds: int, gone: int) -> None:
    file = desk.add(alice)
    desk.db.call(files.delete, alice.id, file.id)
    swept = sweep(desk.at(seconds=seconds))
    assert (swept.contents, swept.bytes) == (gone, gone * 10)
    assert desk.count("contents") == 1 - gone


def test_a_bound_content_stays(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    assert sweep(desk.at(days=400)).contents == 0
    assert desk.get(alice, file)


def test_a_content_bound_again_begins_its_grace_anew(desk: Desk, alice: User) -> None:
    file = desk.add(alice)
    desk.db.call(files.delete, alice.id, file.id)
    later = desk.at(hours=3)
    again = later.add(alice)
    later.db.call(files.delete, alice.id, again.id)
    assert sweep(later.at(minutes=59)).contents == 0


def test_what_has_expired_goes(desk: Desk, alice: User) -> None:
    desk.db.call(links.create, alice.id, Purpose.VERIFICATION, desk.link_builder.key, desk.now)
    desk.db.call(sessions.begin, alice.id, desk.now)
    desk.db.call(rate_limits.spend, desk.settings, "email", "ada", desk.now)
    early, late = sweep(desk.at(minutes=59)), sweep(desk.at(days=7))
    assert (early.links, early.sessions, early.attempts) == (0, 0, 0)
    assert (late.links, late.sessions, late.attempts) == (1, 1, 1)


def test_a_report_goes_with_its_last_check(desk: Desk, alice: User) -> None:
    first, second = desk.add(alice, "a.py"), desk.add(alice, "b.py")
    desk.check(report(UNUSED_IMPORT))
    desk.check(report(UNUSED_IMPORT))
    desk.db.call(files.delete, alice.id, first.id)
    assert sweep(desk).reports == 0
    desk.db.call(files.delete, alice.id, second.id)
    assert sweep(desk).reports == 1
