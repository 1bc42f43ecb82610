"""Requests in numbers, or of a kind that is none, hold nobody up."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_bodies_in_chunks_of_one_byte_hold_nobody_up(attack: Attacked) -> None:
    assert attack("M9") == []


def test_uploads_in_chunks_of_one_byte_hold_nobody_up(attack: Attacked) -> None:
    assert attack("M9-fast") == []


def test_event_streams_without_number_hold_nobody_up(attack: Attacked) -> None:
    assert attack("streams") == []


def test_odd_requests_are_refused_and_fill_no_log(attack: Attacked) -> None:
    assert attack("odd-http") == []


def test_lists_side_by_side_hold_nobody_up(attack: Attacked) -> None:
    assert attack("M9-lists") == []


def test_anonymous_requests_hold_nobody_up(attack: Attacked) -> None:
    assert attack("requests") == []


def test_answers_that_a_neighbour_does_not_read_hold_nobody_up(attack: Attacked) -> None:
    assert attack("H4-near") == []
