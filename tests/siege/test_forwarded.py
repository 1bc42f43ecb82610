"""Guesses are counted by the network that the trusted proxy saw."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SETTINGS = {"trusted_proxies": "127.0.0.1"}


def test_forged_networks_allow_no_further_guesses(attack: Attacked) -> None:
    assert attack("M5") == []
