from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.people import Person
from tests.running import Running

Come = Callable[[Running, str], Person]
Start = Callable[..., Running]


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
