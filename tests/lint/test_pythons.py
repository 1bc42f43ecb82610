"""Other Pythons: started by the first check, replaced when they fail, and ended when idle."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from lintbox.domain import ErrorCode, Profile, Python, PythonState, version_key
from lintbox.lint import Linter
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons import sources
from lintbox.lint.pythons.catalogue import Catalogue, Timeouts, examine
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.forkserver_keeper import ForkServerKeeper
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.lint.workers.limits import Limits
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
from tests.processes import fork_servers, until


@in_event_loop
async def test_a_python_starts_when_it_is_first_asked_for_and_ends_when_idle(cache: Path) -> None:
    async with linting(cache, idle_seconds=0.3) as linter:
        before = fork_servers()
        assert state_of(linter, OWN) is PythonState.NOT_STARTED
        assert await codes(linter, UNUSED) == ["F401"]
        assert fork_servers() > before
        await until(lambda: state_of(linter, OWN) is PythonState.NOT_STARTED)
        await until(lambda: fork_servers() == before)
        assert await codes(linter, UNUSED) == ["F401"]


@in_event_loop
async def test_a_relative_data_directory_serves_other_pythons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with linting(Path("lintbox-data/pythons")) as linter:
        assert await codes(linter, UNUSED) == ["F401"]
        assert state_of(linter, OWN) is PythonState.IDLE


@in_event_loop
async def test_a_killed_python_leaves_the_others_alone_and_is_started_again(cache: Path) -> None:
    before = fork_servers()
    async with linting(cache) as linter:
        await until(lambda: len(fork_servers() - before) == 1)  # the one of the probe ends
        (embedded,) = fork_servers() - before
        assert await codes(linter, UNUSED) == ["F401"]
        (other,) = fork_servers() - before - {embedded}
        os.kill(other, signal.SIGKILL)
        assert await codes(linter, UNUSED) == ["F401"]
        assert linter.is_ready
        os.kill(embedded, signal.SIGKILL)
        assert await codes(linter, UNUSED) == ["F401"]
        await until(lambda: linter.is_ready)


@in_event_loop
async def test_a_python_that_starts_slowly_is_started_once_and_ends_when_idle(
    cache: Path, tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    slow = write_program(tmp_path / "python", f'echo >> "{starts}"; sleep 0.6; exec "{OWN}" "$@"')
    before = fork_servers()
    keeper = ForkServerKeeper(20, Interpreter(slow, installed().python, sources.lay_out(cache)), 0.5)
    job = protocol.Job("a.py", UNUSED, Profile(), Limits(20, 1024**3))
    await keeper.request(job)
    (fork_server,) = fork_servers() - before
    os.kill(fork_server, signal.SIGKILL)
    await keeper.request(job)
    assert len(starts.read_text()) == 2
    await until(lambda: not keeper.is_ready)
    await until(lambda: fork_servers() == before)
    await keeper.stop()


@in_event_loop
async def test_a_report_has_the_version_of_the_python_that_made_it(cache: Path) -> None:
    async with linting(cache, ()) as linter:
        tools = await linter.wait_for_tools()
        assert HERE in tools.by_python
        assert tools.newest == max(tools.by_python, key=version_key)
        for python, tool in tools.by_python.items():
            report = await linter.check("a.py", b"import os\nx = t'{os}'\n", Profile(python=python), "alice")
            assert report.tool == tool.used_by(Profile())
            assert report.tool.python.startswith(f"{python}.")
            if version_key(python) >= (3, 14):
                assert [finding.code for finding in report.findings] == []
            else:
                assert report.has_syntax_error
                newer = [one for one in tools.by_python if version_key(one) >= (3, 14)]
                assert report.hint
                assert report.hint.python == min(newer, key=version_key, default=None)
                assert ("There is no Python 3.14" in report.hint.detail) == (not newer)


@in_event_loop
async def test_a_version_that_is_not_there_is_an_error_that_names_those_that_are(cache: Path) -> None:
    async with linting(cache, ("none",)) as linter:
        report = await linter.check("a.py", UNUSED, Profile(python="3.99"))
        assert report.error
        assert report.error.code is ErrorCode.NO_PYTHON
        assert "Python 3.99" in report.error.detail
        assert f"({HERE})" in report.error.detail


@in_event_loop
async def test_plugins_and_options_work_under_another_python(cache: Path) -> None:
    profile = Profile(("--max-line-length=20",), ("flake8-bugbear", "pep8-naming"), HERE)
    data = b"def Loud(things=[]):\n    return things  # long\n"
    async with linting(cache) as linter, linting(cache, ("none",)) as alone:
        report = await linter.check("a.py", data, profile, "alice")
        assert report == await alone.check("a.py", data, profile, "alice")
        assert {finding.code for finding in report.findings} == {"B006", "E501", "N802"}


@in_event_loop
async def test_a_python_that_does_not_start_is_refused_only_after_some_time(
    cache: Path, tmp_path: Path
) -> None:
    fault = tmp_path / "fault"
    unsteady = write_program(
        tmp_path / "python", f'case "$*" in *"$(cat {fault})") exit 1; esac; exec "{OWN}" "$@"'
    )
    fault.write_text("lint-trial")
    async with linting(cache, (unsteady,)) as linter:
        for task in ("lint-trial", "lint-worker"):
            fault.write_text(task)
            with pytest.raises(ForkServerLostError, match="does not work"):
                await codes(linter, UNUSED, HERE)
            assert state_of(linter, unsteady) is PythonState.NOT_STARTED
            fault.write_text("nothing")
            python = linter._catalogue.find(HERE)
            assert python
            assert await linter._catalogue.require_sandbox(python)
    async with linting(cache, (unsteady,), timeouts=Timeouts(failing_seconds=0)) as linter:
        fault.write_text("lint-worker")
        assert await codes(linter, UNUSED, HERE) == ["F401"]
        assert state_of(linter, unsteady) is PythonState.REFUSED


@in_event_loop
async def test_a_search_keeps_a_good_python_that_gives_no_answer(cache: Path, tmp_path: Path) -> None:
    path = write_program(tmp_path / "python", f'exec "{OWN}" "$@"')
    catalogue = Catalogue(installed(), (path,), cache)
    await catalogue.refresh()
    good = catalogue.find(HERE)
    assert good
    write_program(tmp_path / "python", "kill -9 $$")
    await catalogue.refresh()
    assert catalogue.find(HERE) == good
    write_program(tmp_path / "python", "echo hello")
    await catalogue.refresh()
    assert catalogue.find(HERE) is None


@in_event_loop
async def test_checks_begin_before_a_slow_search_has_ended(cache: Path, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    slow = write_program(
        tmp_path / "python", f'while [ ! -e "{ready}" ]; do sleep 0.1; done; exec "{OWN}" "$@"'
    )
    async with linting(cache, (slow,), timeouts=Timeouts(search_seconds=0.2)) as linter:
        assert await codes(linter, UNUSED) == ["F401"]
        assert [python.path for python in linter.list_pythons()] == ["embedded"]
        ready.touch()
        await until(lambda: slow in [python.path for python in linter.list_pythons()])


@in_event_loop
async def test_a_slow_python_delays_no_other_one_and_no_check_for_long(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = "echo 'cpython|3.98.0||final|'"
    slow = write_program(tmp_path / "python", f'case "$*" in *lint-trial) sleep 60; esac; {answer}')
    async with linting(cache, (slow, OWN)) as linter:
        catalogue = linter._catalogue
        own, hanging = catalogue.find(HERE), catalogue.find("3.98")
        assert own
        assert hanging
        trial = asyncio.create_task(catalogue.require_sandbox(hanging))
        await asyncio.sleep(0)  # it runs, or waits behind the one that has been running since the search
        assert await catalogue.require_sandbox(own)
        assert not trial.done()
        monkeypatch.setattr(Linter, "max_check_seconds", 0.2)
        with pytest.raises(ForkServerLostError, match="too much time"):
            await linter.check("a.py", UNUSED, Profile(python="3.98"))
        trial.cancel()


def test_the_list_names_every_python_with_its_speed(cache: Path) -> None:
    listed: list[Python] = asyncio.run(examine((OWN,), cache))
    assert [(python.path, python.version, python.state) for python in listed] == [
        (OWN, installed().python, PythonState.NOT_STARTED),
        ("embedded", installed().python, PythonState.REPLACED),
    ]
    assert {python.obstacle for python in listed} == {listed[0].obstacle}
