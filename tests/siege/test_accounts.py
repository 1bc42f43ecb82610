"""Signing in, guessing and asking for emails lock nobody else out."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_right_passwords_without_end_keep_nobody_out(attack: Attacked) -> None:
    assert attack("H5") == []


def test_the_same_network_keeps_nobody_out(attack: Attacked) -> None:
    assert attack("H5-near") == []


def test_forms_that_hash_keep_nobody_out(attack: Attacked) -> None:
    assert attack("H5-forms") == []


def test_wrong_passwords_nearby_keep_nobody_out(attack: Attacked) -> None:
    assert attack("M6") == []


def test_links_in_another_s_name_keep_nobody_out(attack: Attacked) -> None:
    assert attack("M6-emails") == []


def test_a_crowd_at_the_same_address_keeps_nobody_out(attack: Attacked) -> None:
    assert attack("H5-crowd") == []
