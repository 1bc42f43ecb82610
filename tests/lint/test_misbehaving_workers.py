"""A worker that fails, hangs, floods or lies is a result of its file; the next file gets a new worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lintbox.domain import ErrorCode
from lintbox.lint.workers import restart
from tests.lint import misbehaving_workers
from tests.lint.conftest import Check, checking

ORDINARY = b"import os\n"
OTHER_CODES = {
    b"sleep": ErrorCode.TIMEOUT,
    b"send an answer, then sleep": ErrorCode.TIMEOUT,
    b"take all memory": ErrorCode.MEMORY,
}


@pytest.fixture(scope="module")
def check_misbehaving() -> Iterator[Check]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(restart, "command", misbehaving_workers.command)
        yield from checking(timeout_seconds=1.5)


@pytest.mark.parametrize("action", misbehaving_workers.ACTIONS, ids=bytes.decode)
def test_a_misbehaving_worker_is_an_error_of_its_file_only(check_misbehaving: Check, action: bytes) -> None:
    error = check_misbehaving(action).error
    assert error is not None
    assert (error.code, error.detail.endswith(".")) == (OTHER_CODES.get(action, ErrorCode.CRASH), True)
    assert check_misbehaving(ORDINARY).total == 1
