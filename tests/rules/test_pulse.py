"""A loop that is silent for too long is noticed."""

from __future__ import annotations

from lintbox.services.pulse import Pulse


class Clock:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_loop_that_beats_is_not_silent() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    pulse.expect("checking", 60)
    clock.seconds += 50
    pulse.beat("checking")
    clock.seconds += 50
    assert pulse.find_silent() == []
    assert pulse.measure_silence() == {"checking": 50}


def test_a_loop_is_silent_after_its_own_patience() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    pulse.expect("checking", 60)
    pulse.expect("mailing", 600)
    clock.seconds += 61
    assert pulse.find_silent() == ["checking"]
