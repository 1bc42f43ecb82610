from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lintbox.settings import Settings
from lintbox.storage.database import Database
from tests.people import Person
from tests.running import Running


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 14, 5, 9, 123000, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "lintbox.db")
    yield database
    database.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running server for the tests of a worker; each test brings people of its own."""
    running = Running(tmp_path_factory.mktemp("shared") / "data", rate_limits="off")
    yield running
    assert running.stop() == 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start servers of the test's own; a second call serves the same data again."""
    started: list[Running] = []

    def start_one(*, port: int = 0, descriptors: int = 0, **settings: object) -> Running:
        started.append(Running(tmp_path / "data", port=port, descriptors=descriptors, **settings))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.poll() is None:
            running.kill()


@pytest.fixture
def meet(server: Running) -> Iterator[Callable[[str], Person]]:
    """Bring somebody to the shared server."""
    met: list[Person] = []

    def meet_one(name: str) -> Person:
        met.append(Person(server.url, name))
        return met[-1]

    yield meet_one
    for person in met:
        person.api.close()


@pytest.fixture
def alice(meet: Callable[[str], Person]) -> Person:
    return meet("alice").arrive()


@pytest.fixture
def bob(meet: Callable[[str], Person]) -> Person:
    return meet("bob").arrive()


@pytest.fixture(scope="session")
def administrator(server: Running) -> str:
    """Make the shared server's first administrator by its set-up link, and return the address."""
    dora = Person(server.url, "dora")
    assert dora.set_up(server.setup_token).status_code == 201
    dora.api.close()
    return dora.email


@pytest.fixture
def dora(meet: Callable[[str], Person], administrator: str) -> Person:
    """The administrator."""
    person = meet("dora")
    person.email = administrator
    assert person.sign_in().status_code == 200
    return person


@pytest.fixture
def charlie(meet: Callable[[str], Person]) -> Person:
    """Nobody: not even registered."""
    return meet("charlie")
