"""Many findings, checks and emails of one user do not slow others down."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_a_file_with_many_findings_and_checks_does_not_delay_others(attack: Attacked) -> None:
    assert attack("M2") == []


def test_repeated_checks_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M8") == []


def test_repeated_replacements_do_not_delay_others(attack: Attacked) -> None:
    assert attack("replacing") == []
