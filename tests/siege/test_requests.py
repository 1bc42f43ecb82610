"""Many requests and malformed requests do not delay others."""

from __future__ import annotations

from tests.siege.conftest import Attacked


def test_bodies_in_chunks_of_one_byte_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M9") == []


def test_uploads_in_chunks_of_one_byte_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M9-fast") == []


def test_many_event_streams_do_not_delay_others(attack: Attacked) -> None:
    assert attack("streams") == []


def test_malformed_requests_are_refused_and_do_not_fill_the_log(attack: Attacked) -> None:
    assert attack("odd-http") == []


def test_concurrent_lists_do_not_delay_others(attack: Attacked) -> None:
    assert attack("M9-lists") == []


def test_anonymous_requests_do_not_delay_others(attack: Attacked) -> None:
    assert attack("requests") == []


def test_unread_responses_do_not_delay_others_of_the_network(attack: Attacked) -> None:
    assert attack("H4-near") == []
