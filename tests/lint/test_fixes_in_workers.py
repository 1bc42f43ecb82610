"""Repairs run in workers: in the sandbox, under the Python of the file, apart from the checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintbox.domain import CheckError, ErrorCode, Fixes, FixRequest, Profile, Report
from lintbox.lint.engine import versions
from lintbox.lint.workers import protocol
from lintbox.lint.workers.limits import Limits
from lintbox.lint.workers.protocol import Job, Task
from tests.lint.interpreters import in_event_loop, linting

FAULTY = b"import os\nx=1\n"
CLEAN = "x = 1\n"
HERE = versions.installed()


@in_event_loop
async def test_a_file_is_repaired_under_the_python_that_checks_it(cache: Path) -> None:
    async with linting(cache) as linter:
        for python in linter.tools.by_python:
            fixes = await linter.fix("file.py", FAULTY, Profile(python=python), FixRequest())
            assert (fixes.content, fixes.refusal) == (CLEAN, "")


@in_event_loop
async def test_a_repair_leaves_the_next_checks_as_they_are(cache: Path) -> None:
    async with linting(cache) as linter:
        before = await linter.check("file.py", FAULTY, Profile(), "alice")
        assert (await linter.fix("file.py", FAULTY, Profile(), FixRequest(("E225",)))).fixed == {"E225": 1}
        assert await linter.check("file.py", FAULTY, Profile(), "alice") == before


@in_event_loop
async def test_without_the_python_or_the_options_a_sentence_says_so(cache: Path) -> None:
    async with linting(cache) as linter:
        missing = await linter.fix("file.py", FAULTY, Profile(python="3.99"), FixRequest())
        assert "There is no Python 3.99" in missing.refusal
        refused = await linter.fix("file.py", FAULTY, Profile(("--max-line-length=x",)), FixRequest())
        assert "flake8 refuses the options" in refused.refusal


@in_event_loop
async def test_options_under_which_the_tools_fail_on_other_code_do_not_matter(cache: Path) -> None:
    async with linting(cache) as linter:
        fixes = await linter.fix("file.py", FAULTY, Profile(("--max-line-length=-1",)), FixRequest())
        assert (fixes.content, fixes.refusal) == (CLEAN, "")


def test_requests_and_repairs_survive_the_protocol() -> None:
    request = FixRequest(("E225", "F401"), 7)
    job = Job("a.py", b"\x00\n", Profile(("--ignore=E1",)), Limits(1, 2), "alice", Task.FIX, request)
    assert protocol.decode_job(protocol.encode_job(job)) == job
    fixes = Fixes("é\r\n", b"\xe9\r\n", "+é\n", {"E225": 1}, {"F401": 2}, ("E711",), ("E128",), True, "No.")
    assert protocol.decode_fixes(protocol.encode_fixes(fixes), HERE) == fixes


@pytest.mark.parametrize(
    ("code", "words"), [(ErrorCode.TIMEOUT, "took too long"), (ErrorCode.NO_PYTHON, "Because.")]
)
def test_a_report_instead_of_repairs_is_a_refusal_with_a_sentence(code: ErrorCode, words: str) -> None:
    report = protocol.encode_report(Report(HERE, error=CheckError(code, "Because.")))
    fixes = protocol.decode_fixes(report, HERE)
    assert words in fixes.refusal
    assert fixes == Fixes(refusal=fixes.refusal)


@pytest.mark.parametrize("payload", [b"", b"{}", b'{"fixes": {}}', b'{"fixes": {"encoded": "?"}}', b"\xff"])
def test_nonsense_from_a_worker_is_refused(payload: bytes) -> None:
    with pytest.raises(protocol.ProtocolError):
        protocol.decode_fixes(payload, HERE)
