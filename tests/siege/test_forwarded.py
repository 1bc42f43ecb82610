"""Guesses are counted by the network that the proxy saw."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SETTINGS = {"trusted_proxies": "127.0.0.1"}


def test_forged_networks_buy_no_guesses(attack: Attacked) -> None:
    assert attack("M5") == []
