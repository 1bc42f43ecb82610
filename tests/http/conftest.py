from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from tests.people import Person
from tests.running import Running

Come = Callable[[Running, str], Person]
Start = Callable[..., Running]


@pytest.fixture(scope="session")
def server(server: Running) -> Running:
    return _with_a_reader(server)


@pytest.fixture
def start(start: Start) -> Start:
    def start_one(**settings: object) -> Running:
        return _with_a_reader(start(**settings))

    return start_one


@pytest.fixture
def come() -> Iterator[Come]:
    """Bring somebody to a server of the test's own."""
    came: list[Person] = []

    def come_one(running: Running, name: str) -> Person:
        came.append(Person(running.url, name))
        return came[-1]

    yield come_one
    for person in came:
        person.api.close()


def _with_a_reader(running: Running) -> Running:
    """Read what the server prints: every letter of the local mailbox, more than a pipe holds."""
    assert running.process.stdout
    pipe = os.dup(running.process.stdout.fileno())
    Thread(target=_drain, args=(pipe,), daemon=True).start()
    return running


def _drain(pipe: int) -> None:
    while os.read(pipe, 65536):
        pass
    os.close(pipe)
