"""Emails with links are sent before the results of others."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SLOW_MAIL = True


def test_a_reset_email_is_sent_before_waiting_results(attack: Attacked) -> None:
    assert attack("M7") == []
