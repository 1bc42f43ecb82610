"""Silent background tasks are detected."""

from __future__ import annotations

from lintbox.services.heartbeats import Heartbeats


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_task_with_heartbeats_is_not_silent() -> None:
    clock = Clock()
    heartbeats = Heartbeats(clock)
    heartbeats.expect("checking", 60)
    clock.seconds += 50
    heartbeats.record("checking")
    clock.seconds += 50
    assert heartbeats.list_silent() == []
    assert heartbeats.measure_silence() == {"checking": 50}


def test_a_task_is_silent_after_its_own_timeout() -> None:
    clock = Clock()
    heartbeats = Heartbeats(clock)
    heartbeats.expect("checking", 60)
    heartbeats.expect("mailing", 600)
    clock.seconds += 61
    assert heartbeats.list_silent() == ["checking"]
