"""Connections that are held open shut nobody out, and fill no log."""

from __future__ import annotations

from tests.siege.conftest import Attacked

DESCRIPTORS = 448


def test_half_heads_shut_nobody_out(attack: Attacked) -> None:
    assert attack("H4") == []


def test_silent_connections_shut_nobody_out(attack: Attacked) -> None:
    assert attack("H4-silent") == []


def test_heads_byte_by_byte_shut_nobody_out(attack: Attacked) -> None:
    assert attack("H4-trickle") == []


def test_kept_connections_shut_nobody_out(attack: Attacked) -> None:
    assert attack("H4-kept") == []


def test_answers_that_nobody_reads_shut_nobody_out(attack: Attacked) -> None:
    assert attack("H4-unread") == []
