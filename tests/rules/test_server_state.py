"""Entries of the server's own state."""

from __future__ import annotations

from datetime import timedelta

from lintbox.storage import server_state
from tests.rules.harness import Harness


def test_an_entry_replaces_the_previous_one(harness: Harness) -> None:
    harness.db.call(server_state.write, "sweep", {"bytes": 1}, harness.now)
    harness.db.call(server_state.write, "sweep", {"bytes": 2, "ok": True}, harness.now + timedelta(hours=1))
    assert harness.db.call(server_state.read, "sweep") == (
        {"bytes": 2, "ok": True},
        harness.now + timedelta(hours=1),
    )
    assert harness.count("server_state") == 1


def test_a_removed_or_unknown_entry_is_none(harness: Harness) -> None:
    harness.db.call(server_state.write, "setup", {}, harness.now)
    harness.db.call(server_state.remove, "setup")
    assert harness.db.call(server_state.read, "setup") is None
