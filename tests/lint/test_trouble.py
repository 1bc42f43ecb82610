"""A child that fails, hangs, floods or lies is a result for its file, and the next file has a new one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lintbox.domain import ErrorCode
from lintbox.lint.workers import restart
from tests.lint import trouble
from tests.lint.conftest import Check, checking

ORDINARY = b"import os\n"
OTHERS = {
    b"sleep": ErrorCode.TIMEOUT,
    b"say all, then sleep": ErrorCode.TIMEOUT,
    b"take all memory": ErrorCode.MEMORY,
}


@pytest.fixture(scope="module")
def check_in_trouble() -> Iterator[Check]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restart, "command", trouble.command)
        yield from checking(timeout_seconds=1.5)


@pytest.mark.parametrize("act", trouble.ACTS, ids=bytes.decode)
def test_a_misbehaving_worker_is_an_error_of_its_file_only(check_in_trouble: Check, act: bytes) -> None:
    error = check_in_trouble(act).error
    assert error is not None
    assert (error.code, error.detail.endswith(".")) == (OTHERS.get(act, ErrorCode.CRASH), True)
    assert check_in_trouble(ORDINARY).total == 1
