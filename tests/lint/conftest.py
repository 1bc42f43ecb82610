"""A real linter with a real fork server, shared by all tests of a test process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from lintbox.domain import Profile, Report
from lintbox.lint import Linter


class Check(Protocol):
    def __call__(
        self, data: bytes, *arguments: str, name: str = "file.py", plugins: tuple[str, ...] = ()
    ) -> Report: ...


@pytest.fixture(scope="session")
def check() -> Iterator[Check]:
    """Check one file, with little memory, so that exhausting it takes little time."""
    yield from checking(timeout_seconds=20)


@pytest.fixture(scope="session")
def check_in_a_second() -> Iterator[Check]:
    yield from checking(timeout_seconds=1)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for the sources that other Pythons need."""
    return tmp_path_factory.mktemp("cache") / "pythons"


def checking(timeout_seconds: float) -> Iterator[Check]:
    with asyncio.Runner() as runner:
        linter = Linter(timeout_seconds=timeout_seconds, memory_bytes=192 * 1024**2)

        def check_one(
            data: bytes, *arguments: str, name: str = "file.py", plugins: tuple[str, ...] = ()
        ) -> Report:
            return runner.run(linter.check(name, data, Profile(arguments, plugins)))

        yield check_one
        runner.run(linter.stop())
