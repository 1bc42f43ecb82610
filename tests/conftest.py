from __future__ import annotations

import math
import os
import resource
import secrets
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sanic import Sanic

from lintbox.settings import Settings
from lintbox.storage.database import Database
from tests.accounts import add_administrator, add_session, add_user
from tests.people import Person
from tests.running import Running

# pytest puts the running test's id into the environment, where a long one lets no program start (E2BIG)
_ID_LENGTH = 500
# as on Linux; macOS has 256, which tests of many connections exceed
_DESCRIPTORS = 1024
# what programs print depends on them
_OF_TERMINAL = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR"}

# generated inputs have as much time as the machine needs, and do not depend on those of earlier runs
hypothesis.settings.register_profile(
    "tests", deadline=None, database=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("tests")


def pytest_configure() -> None:
    """Let the tests meet the usual limits and permissions, and no settings of the person who runs them."""
    os.umask(0o022)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError):  # ``most`` is less
        resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, most))
    for name in [name for name in os.environ if name.startswith("LINTBOX_") or name in _OF_TERMINAL]:
        del os.environ[name]
    # otherwise Sanic rewrites its own methods for the first server of a process, and fails at the second
    Sanic.test_mode = True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last, so that they share one browser, whose event loop no other test meets.

    Their longest modules begin first, so that none is left over for one core at the end.
    """
    if too_long := [item.nodeid[:_ID_LENGTH] for item in items if len(item.nodeid) > _ID_LENGTH]:
        raise pytest.UsageError(f"these tests need shorter ids: {too_long}")
    sizes = Counter(item.path for item in items)

    def size_in_browser(item: pytest.Item) -> float:
        return sizes[item.path] if item.path.parent.name == "browser" else math.inf

    items.sort(key=size_in_browser, reverse=True)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Set back what a command in this process does at a signal: Ctrl-C would end the tests with status 0."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


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
def alice(server: Running, new_person: Callable[[str], Person]) -> Person:
    return join(server, new_person("alice"))


@pytest.fixture
def bob(server: Running, new_person: Callable[[str], Person]) -> Person:
    return join(server, new_person("bob"))


def join(server: Running, person: Person) -> Person:
    """Give the person an account and a session."""
    return person.resume(add_user(server.data_dir, person.email))


@pytest.fixture(scope="session")
def administrator(server: Running) -> str:
    """Create the shared server's administrator; return the email address.

    Without the set-up link, which is valid for half an hour after the server's start.
    """
    email = f"dora-{secrets.token_hex(4)}@school.example"
    add_administrator(server.data_dir, email)
    return email


@pytest.fixture
def dora(server: Running, new_person: Callable[[str], Person], administrator: str) -> Person:
    """The administrator."""
    person = new_person("dora")
    person.email = administrator
    return person.resume(add_session(server.data_dir, administrator))


@pytest.fixture
def charlie(new_person: Callable[[str], Person]) -> Person:
    """A client without an account."""
    return new_person("charlie")
