"""Many findings, checks and emails of one user cost others nothing."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_a_file_with_many_findings_and_checks_holds_nobody_up(attack: Attacked) -> None:
    assert attack("M2") == []


def test_checking_again_without_end_holds_nobody_up(attack: Attacked) -> None:
    assert attack("M8") == []


def test_replacing_without_end_holds_nobody_up(attack: Attacked) -> None:
    assert attack("replacing") == []
