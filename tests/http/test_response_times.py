"""Response times do not reveal whether an address is known; only their ranks are compared."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable

import pytest

from tests.people import Person

ROUNDS = 16
# by chance one in ten thousand runs lies outside; without equal work all do
LEAST, MOST = 0.1, 0.9


def measure(send: Callable[[], int], status: int) -> float:
    started = time.perf_counter()
    assert send() == status
    return time.perf_counter() - started


def area_under_curve(ones: list[float], others: list[float]) -> float:
    """Return the AUC: how often a time of ``ones`` is longer than one of ``others``; 0.5 if alike."""
    won = sum((one > other) + (one == other) / 2 for one in ones for other in others)
    return won / len(ones) / len(others)


def ask_for(person: Person, kind: str, email: str) -> int:
    password = f"a password {secrets.token_hex(8)}"
    body = {"email": email} if kind == "/users/forgot" else {"email": email, "password": password}
    return person.api.post(kind, json=body).status_code


@pytest.mark.parametrize(("kind", "status"), [("/users", 202), ("/session", 401), ("/users/forgot", 202)])
def test_a_known_address_takes_as_long_as_an_unknown_one(
    alice: Person, charlie: Person, kind: str, status: int
) -> None:
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(ROUNDS):
        for known in random.sample((True, False), 2):
            email = alice.email if known else f"{secrets.token_hex(6)}@school.example"
            times[known].append(measure(lambda email=email: ask_for(charlie, kind, email), status))  # type: ignore[misc]
    assert LEAST < area_under_curve(times[True], times[False]) < MOST
