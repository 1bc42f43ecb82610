"""Emails with links do not stand behind the results of others."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SLOW_MAIL = True


def test_a_reset_email_overtakes_the_results_of_others(attack: Attacked) -> None:
    assert attack("M7") == []
