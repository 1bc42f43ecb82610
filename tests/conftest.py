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
    """A server shared by the tests of a pytest worker; each test creates its own users."""
    running = Running(tmp_path_factory.mktemp("shared") / "data", rate_limits="off")
    yield running
    assert running.stop() == 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start servers for this test only; a second call serves the same data again."""
    started: list[Running] = []

    def start_one(*, port: int = 0, descriptors: int = 0, **settings: object) -> Running:
        started.append(Running(tmp_path / "data", port=port, descriptors=descriptors, **settings))
        return started[-1]

    yield start_one
    for running in started:
        if running.process.poll() is None:
            running.kill()


@pytest.fixture
def new_person(server: Running) -> Iterator[Callable[[str], Person]]:
    """Create clients of the shared server."""
    people: list[Person] = []

    def create(name: str) -> Person:
        people.append(Person(server.url, name))
        return people[-1]

    yield create
    for person in people:
        person.api.close()


@pytest.fixture
def alice(new_person: Callable[[str], Person]) -> Person:
    return new_person("alice").sign_up()


@pytest.fixture
def bob(new_person: Callable[[str], Person]) -> Person:
    return new_person("bob").sign_up()


@pytest.fixture(scope="session")
def administrator(server: Running) -> str:
    """Create the shared server's first administrator with its set-up link; return the email address."""
    dora = Person(server.url, "dora")
    assert dora.set_up(server.setup_token).status_code == 201
    dora.api.close()
    return dora.email


@pytest.fixture
def dora(new_person: Callable[[str], Person], administrator: str) -> Person:
    """The administrator."""
    person = new_person("dora")
    person.email = administrator
    assert person.sign_in().status_code == 200
    return person


@pytest.fixture
def charlie(new_person: Callable[[str], Person]) -> Person:
    """A client without an account."""
    return new_person("charlie")
