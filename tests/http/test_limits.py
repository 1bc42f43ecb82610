"""Limits over time: 429, and when to come again."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.http.conftest import Come, Start


def assert_too_many(answer: httpx.Response, within: int) -> None:
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many")
    assert 0 < int(answer.headers["Retry-After"]) <= within + 1


def test_guessing_a_password_is_stopped_for_that_address_only(start: Start, come: Come) -> None:
    server = start()
    alice, bob = come(server, "alice").arrive(), come(server, "bob").arrive()
    statuses = [alice.sign_in(f"guess number {number}").status_code for number in range(10)]
    assert statuses == [401] * 10
    assert_too_many(alice.sign_in("one guess more"), 15 * 60)
    assert_too_many(alice.sign_in(), 15 * 60)
    assert bob.sign_in().status_code == 200
    assert alice.api.get("/session").status_code == 200


def test_guesses_at_the_same_moment_are_counted_one_by_one(start: Start, come: Come) -> None:
    alice = come(start(), "alice").arrive()
    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(alice.sign_in, (f"guess number {number}" for number in range(24))))
    assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 14}


def test_letters_to_one_address_are_limited(start: Start, come: Come) -> None:
    server = start()
    alice, bob = come(server, "alice"), come(server, "bob")
    assert [alice.register().status_code for _ in range(5)] == [202] * 5
    resent = [alice.api.post("/users/resend", json={"email": alice.email}) for _ in range(6)]
    assert [answer.status_code for answer in resent] == [202] * 5 + [429]
    assert_too_many(resent[-1], 3600)
    assert_too_many(alice.register(), 3600)
    assert bob.register().status_code == 202


def test_a_limit_outlives_the_server(start: Start, come: Come) -> None:
    server = start()
    alice = come(server, "alice")
    for _ in range(10):
        alice.sign_in("a guess that is wrong")
    assert server.stop() == 0
    again = come(start(), "alice")
    again.email = alice.email
    assert_too_many(again.sign_in(), 15 * 60)


def test_signing_in_rightly_forgets_the_wrong_guesses(start: Start, come: Come) -> None:
    alice = come(start(), "alice").arrive()
    for _ in range(2):
        assert [alice.sign_in("wrong wrong wrong").status_code for _ in range(9)] == [401] * 9
        assert alice.sign_in().status_code == 200
