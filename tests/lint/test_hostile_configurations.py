"""500 hostile configurations: each is read or refused with a reason, and the result stays small."""

from __future__ import annotations

import asyncio
from itertools import islice

from lintbox.domain import ParsedConfiguration
from lintbox.lint.engine import configs, emitted, options
from lintbox.lint.engine.plugins import SHIPPED
from lintbox.lint.workers import protocol
from tests.cpu_time import at_most_cpu
from tests.hostile_configurations import hostile_configurations
from tests.processes import running

MAX_BYTES = 200_000
MAX_REASON_CHARACTERS = 300


def read(text: str) -> ParsedConfiguration:
    try:
        return configs.read(text, SHIPPED)
    except configs.UnreadableError as problem:
        return ParsedConfiguration(fault=str(problem))


def test_every_hostile_configuration_is_read_or_refused_in_bounded_cpu_time() -> None:
    taken = 0
    for text in hostile_configurations():
        with at_most_cpu():
            taken += is_read(text.encode("utf-8", "replace").decode())
    assert 50 < taken < 450


def test_a_worker_answers_every_hostile_configuration() -> None:
    async def scenario() -> None:
        async with running() as started:
            for text in islice(hostile_configurations(), 0, None, 12):
                await started.linter.read_configuration(text, "alice")  # raises Busy if the worker fails

    asyncio.run(scenario())


def is_read(text: str) -> bool:
    """Read a configuration as the worker does; return whether it was read, not refused."""
    reading = read(text)
    if reading.fault:
        assert len(reading.fault) <= MAX_REASON_CHARACTERS, text[:80]
        return False
    assert len(protocol.encode_reading(reading)) <= MAX_BYTES, text[:80]
    assert protocol.decode_reading(protocol.encode_reading(reading)) == reading
    written, wrong = options.to_profile(options.from_profile(reading.profile), reading.profile.plugins)
    assert written == reading.profile
    assert not wrong or "options" in wrong
    emitted.analyze(reading.profile)
    return True


def test_long_blanks_and_crossed_lists_give_small_results() -> None:
    for text in ("[flake8]\na" + " " * 3_900 + "b", "\n" * 1_999, "[flake8]\n" + (" " * 3_990 + "\n") * 16):
        read(text)
    crossed = f"[flake8]\nper-file-ignores={'a,' * 1_900}:{'E1,' * 60}"
    (refusal,) = read(crossed).refused
    assert "Too many" in refusal.reason
