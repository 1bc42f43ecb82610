from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.binary.program import Place, Program
from tests.http.conftest import new_person_on as new_person_on

Begin = Callable[..., Program]


@pytest.fixture
def place() -> Iterator[Place]:
    somewhere = Place()
    yield somewhere
    somewhere.remove()


@pytest.fixture
def begin(place: Place) -> Iterator[Begin]:
    """Start the binary; a second call serves the same data."""
    programs: list[Program] = []

    def begin_one(data: str = "data", **settings: object) -> Program:
        programs.append(Program(place, data, port=0, rate_limits="off", **settings))
        return programs[-1]

    yield begin_one
    for program in programs:
        if program.process.poll() is None:
            program.kill()
