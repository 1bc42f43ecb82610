"""What is pasted or chosen as a profile costs others nothing."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_texts_that_a_pattern_chews_hold_nobody_up(attack: Attacked) -> None:
    assert attack("H2a") == []


def test_texts_with_many_refusals_have_a_short_answer(attack: Attacked) -> None:
    assert attack("H2b") == []


def test_heavy_profiles_end_nobody_s_checks(attack: Attacked) -> None:
    assert attack("H3") == []
