"""What the server keeps of itself."""

from __future__ import annotations

from datetime import timedelta

from lintbox.storage import server_state
from tests.rules.desk import Desk


def test_a_fact_replaces_the_one_before(desk: Desk) -> None:
    desk.db.call(server_state.write, "sweep", {"bytes": 1}, desk.now)
    desk.db.call(server_state.write, "sweep", {"bytes": 2, "ok": True}, desk.now + timedelta(hours=1))
    assert desk.db.call(server_state.read, "sweep") == (
        {"bytes": 2, "ok": True},
        desk.now + timedelta(hours=1),
    )
    assert desk.count("server_state") == 1


def test_what_was_removed_or_never_written_is_nothing(desk: Desk) -> None:
    desk.db.call(server_state.write, "setup", {}, desk.now)
    desk.db.call(server_state.remove, "setup")
    assert desk.db.call(server_state.read, "setup") is None
