"""Uploaded content does not slow others down."""

from __future__ import annotations

from tests.siege.conftest import Attacked

SETTINGS = {"check_timeout": "2s"}


def test_files_that_name_a_codec_do_not_delay_others(attack: Attacked) -> None:
    assert attack("H1") == []


def test_refused_files_of_line_ends_do_not_delay_others(attack: Attacked) -> None:
    assert attack("H1b") == []


def test_bodies_that_never_end_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M1") == []


def test_files_that_are_slow_to_check_do_not_delay_others(attack: Attacked) -> None:
    assert attack("uploads") == []


def test_slow_bodies_of_many_users_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M1-slow") == []
