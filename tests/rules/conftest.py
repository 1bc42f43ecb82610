from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from lintbox.domain import User
from lintbox.services.emails import LinkBuilder
from lintbox.services.passwords import Passwords
from lintbox.settings import Settings
from lintbox.storage.database import Database
from tests.rules.harness import Harness
from tests.rules.visitor import Visitor


@pytest.fixture
def link_builder() -> LinkBuilder:
    return LinkBuilder("https://lint.school.example", b"k" * 32)


@pytest.fixture
def harness(db: Database, settings: Settings, link_builder: LinkBuilder, now: datetime) -> Harness:
    return Harness(db, settings, link_builder, now)


@pytest.fixture
def alice(harness: Harness) -> User:
    return harness.add_user("alice@school.example")


@pytest.fixture
def bob(harness: Harness) -> User:
    return harness.add_user("bob@school.example")


@pytest.fixture
def charlie(harness: Harness) -> User:
    """A user without files."""
    return harness.add_user("charlie@school.example")


@pytest.fixture(scope="session")
def passwords() -> Iterator[Passwords]:
    passwords = Passwords()
    yield passwords
    passwords.close()


@pytest.fixture
def visitor(harness: Harness, passwords: Passwords) -> Visitor:
    return Visitor(harness, passwords)
