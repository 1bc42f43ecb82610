"""Connections that are held open do not block others, and do not fill the log."""

from __future__ import annotations

from tests.siege.conftest import Attacked

DESCRIPTORS = 448


def test_incomplete_request_heads_do_not_block_others(attack: Attacked) -> None:
    assert attack("H4") == []


def test_silent_connections_do_not_block_others(attack: Attacked) -> None:
    assert attack("H4-silent") == []


def test_request_heads_sent_byte_by_byte_do_not_block_others(attack: Attacked) -> None:
    assert attack("H4-trickle") == []


def test_idle_connections_do_not_block_others(attack: Attacked) -> None:
    assert attack("H4-kept") == []


def test_unread_responses_do_not_block_others(attack: Attacked) -> None:
    assert attack("H4-unread") == []
