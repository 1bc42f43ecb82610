"""Interpreters are asked for their version and tried in the sandbox, or refused with a reason."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from lintbox.domain import PythonState
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons import probing
from lintbox.lint.pythons.catalogue import Catalogue, examine
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.lint.workers.limits import kill_group
from tests.lint.interpreters import (
    HERE,
    OWN,
    UNUSED,
    codes,
    in_event_loop,
    linting,
    state_of,
    write_program,
)
from tests.processes import on_linux, until


@in_event_loop
async def test_a_refused_python_is_listed_with_its_reason_and_harms_nobody(
    cache: Path, tmp_path: Path
) -> None:
    answer = "printf '%s\\n'"
    programs = {
        write_program(tmp_path / "broken", "echo 'no libpython' >&2; exit 127"): "no libpython",
        write_program(tmp_path / "old", f"{answer} 'cpython|3.9.18||final|'"): "3.11 is the oldest",
        write_program(tmp_path / "pypy", f"{answer} 'pypy|3.11.9||final|'"): "only CPython",
        write_program(tmp_path / "free", f"{answer} 'cpython|3.14.0|t|final|'"): "global lock",
        write_program(tmp_path / "poor", f"{answer} 'cpython|3.14.0||final|_ctypes zlib'"): "_ctypes, zlib",
        write_program(tmp_path / "talker", f"{answer} hello"): "does not answer like a Python",
        write_program(tmp_path / "liar", f"{answer} 'cpython|3.98.0||final|'"): "does not start",
        str(tmp_path / "missing"): "No such file",
    }
    wrong_format = tmp_path / "wrong"
    wrong_format.write_bytes(b"\x7fELF\x01\x01\x01")
    wrong_format.chmod(0o755)
    programs[str(wrong_format)] = "cannot be started"
    async with linting(cache, (OWN, *programs)) as linter:
        assert await codes(linter, UNUSED) == ["F401"]  # the newest was a liar
        await until(lambda: all(state_of(linter, path) is PythonState.REFUSED for path in programs))
        details = {python.path: python.detail or "" for python in linter.list_pythons()}
        assert {path: words for path, words in programs.items() if words not in details[path]} == {}
        assert (await linter.wait_for_tools()).newest == HERE


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of a PyPy, the only interpreter on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return write_program(tmp_path / "python3.97", "echo 'pypy|3.97.0||final|'")


@in_event_loop
async def test_the_log_names_each_named_python_that_is_refused_once(
    cache: Path, tmp_path: Path, found: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runs = tmp_path / "runs"
    helper = write_program(
        tmp_path / "helper", f"echo >>{runs}; echo 'Try --help for more information.' >&2; exit 2"
    )
    monkeypatch.setattr("lintbox.lint.pythons.catalogue._REFRESH_SECONDS", 0.01)
    missing = str(tmp_path / "missing")
    expected = {
        f"names {helper}, which is not used: it fails: Try --help for more information",
        f"names {missing}, which is not used: it cannot be read: No such file or directory",
        f"names 3.97 ({found}), which is not used: it is pypy 3.97.0, and only CPython can be used",
        "names 3.99, which is not used: no Python 3.99 is on the PATH or in the usual places",
    }
    async with linting(cache, (OWN, HERE, helper, missing, "3.97", "3.99")):
        await until(lambda: len(caplog.messages) >= len(expected))
        await until(lambda: len(runs.read_text()) >= 4)  # later searches
    assert sorted(caplog.messages) == sorted(f"LINTBOX_PYTHONS {words}" for words in expected)


@in_event_loop
async def test_a_python_that_is_only_found_is_refused_in_silence(
    cache: Path, found: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with linting(cache, ()) as linter:
        assert state_of(linter, found) is PythonState.REFUSED
    assert not [words for words in caplog.messages if found in words]


@in_event_loop
async def test_a_python_that_hangs_is_refused(cache: Path, tmp_path: Path) -> None:
    hanging = write_program(tmp_path / "hanging", "sleep 60")
    found = await examine((hanging,), cache, probe_seconds=0.5)
    assert [(python.path, python.state) for python in found if python.detail] == [
        (hanging, PythonState.REFUSED)
    ]


@in_event_loop
async def test_a_process_that_a_python_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    left = tmp_path / "left"
    stay = (
        "import os, pathlib, time; os.setsid(); "
        f"pathlib.Path('{left}').write_text(str(os.getpid())); time.sleep(120)"
    )
    leave = f'"{OWN}" -c "{stay}" & while [ ! -s {left} ]; do sleep 0.01; done'
    leaver = write_program(tmp_path / "python3.14", f"{leave}; printf '%s\\n' 'cpython|3.14.0||final|'")
    try:
        async with asyncio.timeout(30):
            assert (await probing.identify(leaver)).version == "3.14.0"
    finally:
        os.kill(int(left.read_text()), signal.SIGKILL)


@in_event_loop
async def test_a_python_is_asked_without_the_secrets_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD", "secret")
    asked = write_program(
        tmp_path / "asked", "printf 'cpython|3.14.0||final|%s\\n' \"$LINTBOX_SMTP_PASSWORD\""
    )
    assert (await probing.identify(asked)).version == "3.14.0"


@in_event_loop
async def test_without_a_temporary_folder_no_python_is_refused(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with pytest.raises(ForkServerLostError, match="nowhere"):
        await probing.require_sandbox(Interpreter(OWN, installed().python, cache), [])


@in_event_loop
async def test_a_python_whose_sandbox_does_not_hold_is_refused(cache: Path) -> None:
    catalogue = Catalogue(installed(), (OWN,), cache, needed=["fly"])
    await catalogue.refresh()
    await catalogue.try_all()
    (refused,) = [python for python in catalogue.list_all() if python.path == OWN]
    assert refused.state is PythonState.REFUSED
    assert refused.detail == "it does not prevent a check from: fly"


@on_linux
def test_the_end_of_an_interpreter_is_read_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def kill_and_wait(pid: int) -> None:
        kill_group(pid)
        with suppress(ChildProcessError):  # the event loop has read it
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    monkeypatch.setattr(probing, "kill_group", kill_and_wait)
    asyncio.run(probing.identify(OWN))
    assert caplog.messages == []
