"""What the server keeps of itself."""

from __future__ import annotations

from datetime import timedelta

from lintbox.storage import facts
from tests.rules.desk import Desk


def test_a_fact_replaces_the_one_before(desk: Desk) -> None:
    desk.db.call(facts.write, "sweep", {"bytes": 1}, desk.now)
    desk.db.call(facts.write, "sweep", {"bytes": 2, "ok": True}, desk.now + timedelta(hours=1))
    assert desk.db.call(facts.read, "sweep") == ({"bytes": 2, "ok": True}, desk.now + timedelta(hours=1))
    assert desk.count("facts") == 1


def test_what_was_removed_or_never_written_is_nothing(desk: Desk) -> None:
    desk.db.call(facts.write, "setup", {}, desk.now)
    desk.db.call(facts.remove, "setup")
    assert desk.db.call(facts.read, "setup") is None
