"""A flood of log lines is limited, and the suppressed lines are counted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from lintbox.platform.log_limit import LimitedHandler


class Log:
    """A logger with a controlled clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.written = StringIO()
        self.handler = LimitedHandler(lambda: self.now)
        self.handler.setStream(self.written)
        self.logger = logging.Logger("lintbox.test")
        self.logger.addHandler(self.handler)

    @property
    def lines(self) -> list[str]:
        return self.written.getvalue().splitlines()

    def flood(self, count: int) -> None:
        for number in range(count):
            self.logger.warning("number %d", number)

    def note(self) -> None:
        self.logger.warning("something else")


@pytest.fixture
def log() -> Iterator[Log]:
    made = Log()
    yield made
    made.handler.close()


def test_few_lines_are_all_written(log: Log) -> None:
    log.flood(20)
    assert len(log.lines) == 20


def test_a_flood_of_lines_is_cut_and_counted_a_second_later(log: Log) -> None:
    log.flood(1_000)
    assert len(log.lines) == 20
    log.now += 1
    log.note()
    assert log.lines[20:] == ["980 more lines like the last of these were left out", "something else"]


def test_a_continuing_flood_is_five_lines_a_second_and_a_count(log: Log) -> None:
    for _ in range(600):
        log.flood(50)
        log.now += 0.1
    assert 20 + 60 * 5 <= len(log.lines) <= 20 + 60 * 6


def test_lines_of_another_kind_are_written_during_a_flood(log: Log) -> None:
    log.flood(1_000)
    log.note()
    assert log.lines[-1] == "something else"


def test_all_lines_are_written_again_after_a_pause(log: Log) -> None:
    log.flood(20)
    log.now += 10
    log.flood(20)
    assert len(log.lines) == 40


def test_suppressed_lines_are_counted_when_the_log_is_closed(log: Log) -> None:
    log.flood(21)
    log.handler.close()
    assert log.lines[20:] == ["1 more lines like the last of these were left out"]
