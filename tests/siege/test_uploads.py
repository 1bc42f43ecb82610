"""What is uploaded costs others nothing, whatever it holds."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SETTINGS = {"check_timeout": "2s"}


def test_files_that_name_their_own_codec_hold_nobody_up(attack: Attacked) -> None:
    assert attack("H1") == []


def test_countless_line_ends_hold_nobody_up(attack: Attacked) -> None:
    assert attack("H1b") == []


def test_bodies_without_end_hold_nobody_up(attack: Attacked) -> None:
    assert attack("M1") == []


def test_files_that_are_slow_to_check_hold_nobody_up(attack: Attacked) -> None:
    assert attack("uploads") == []


def test_slow_bodies_of_many_users_hold_nobody_up(attack: Attacked) -> None:
    assert attack("M1-slow") == []
