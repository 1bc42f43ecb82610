"""Pasted configurations and costly profiles do not slow others down."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_pasted_texts_with_costly_patterns_do_not_delay_others(attack: Attacked) -> None:
    assert attack("H2a") == []


def test_pasted_texts_with_many_refusals_have_a_bounded_response(attack: Attacked) -> None:
    assert attack("H2b") == []


def test_costly_profiles_do_not_end_checks_of_others(attack: Attacked) -> None:
    assert attack("H3") == []
