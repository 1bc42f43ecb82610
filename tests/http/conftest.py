"""Fixtures for tests that start their own server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.people import Person
from tests.running import Running

NewPersonOn = Callable[[Running, str], Person]
Start = Callable[..., Running]


@pytest.fixture
def new_person_on() -> Iterator[NewPersonOn]:
    """Create clients of a server that the test started."""
    people: list[Person] = []

    def create(running: Running, name: str) -> Person:
        people.append(Person(running.url, name))
        return people[-1]

    yield create
    for person in people:
        person.api.close()
