"""Signing in, guessing passwords and requesting emails do not block other users."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_many_sign_ins_with_correct_passwords_do_not_block_others(attack: Attacked) -> None:
    assert attack("H5") == []


def test_many_sign_ins_from_the_network_of_others_do_not_block_them(attack: Attacked) -> None:
    assert attack("H5-near") == []


def test_other_forms_that_hash_do_not_block_others(attack: Attacked) -> None:
    assert attack("H5-forms") == []


def test_wrong_passwords_from_the_network_of_others_do_not_block_them(attack: Attacked) -> None:
    assert attack("M6") == []


def test_links_requested_for_another_address_do_not_block_its_owner(attack: Attacked) -> None:
    assert attack("M6-emails") == []


def test_forms_that_hash_do_not_block_others_at_the_same_address(attack: Attacked) -> None:
    assert attack("H5-crowd") == []
