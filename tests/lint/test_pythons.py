"""Other Pythons: found, probed, refused with a reason, started by the first check, and ended when idle.

The interpreter that runs these tests is "another Python" where it is named by its path. Those that the
machine has besides it are found and tried, too.
"""

from __future__ import annotations

import asyncio
import grp
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path

import pytest

from lintbox.domain import NEWEST, ErrorCode, Profile, Python, PythonState, short_version, version_key
from lintbox.lint import Linter
from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons import candidates, probing, sources
from lintbox.lint.pythons.catalogue import Catalogue, examine
from lintbox.lint.workers import protocol
from lintbox.lint.workers.client import ForkServerLostError
from lintbox.lint.workers.interpreter import Interpreter
from lintbox.lint.workers.keeper import ForkServerKeeper
from lintbox.lint.workers.limits import Limits
from tests.processes import fork_servers, until

OWN = os.path.realpath(sys.executable)
HERE = short_version(installed().python)
UNUSED = b"import os\n"


def in_event_loop(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(**fixtures: object) -> None:
        asyncio.run(test(**fixtures))

    return run


@asynccontextmanager
async def linting(
    cache: Path, pythons: Sequence[str] = (OWN,), idle_seconds: float = 600.0
) -> AsyncIterator[Linter]:
    linter = Linter(
        timeout_seconds=20, memory_bytes=1024**3, pythons=pythons, cache=cache, idle_seconds=idle_seconds
    )
    try:
        await linter.start()
        await linter.find_tools()
        yield linter
    finally:
        await linter.stop()


async def codes(linter: Linter, data: bytes, python: str = NEWEST) -> list[str]:
    report = await linter.check("a.py", data, Profile(python=python), "alice")
    assert report.error is None
    return [finding.code for finding in report.findings]


def state_of(linter: Linter, path: str) -> PythonState:
    return next(python.state for python in linter.list_pythons() if python.path == path)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "pythons"


def write_program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


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
        tools = await linter.find_tools()
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
        assert (await linter.find_tools()).newest == HERE


@in_event_loop
async def test_a_python_that_hangs_is_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lintbox.lint.pythons.probing._TIMEOUT_SECONDS", 0.5)
    hanging = write_program(tmp_path / "hanging", "sleep 60")
    found = await examine((hanging,), cache)
    assert [(python.path, python.state) for python in found if python.detail] == [
        (hanging, PythonState.REFUSED)
    ]


@pytest.mark.skipif(shutil.which("setsid") is None, reason="the program leaves its session by setsid")
@in_event_loop
async def test_a_process_that_a_python_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    left = tmp_path / "left"
    leave = f"setsid sh -c 'echo $$ >{left}; exec sleep 120' & while [ ! -s {left} ]; do sleep 0.01; done"
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
    catalogue = Catalogue(installed(), (OWN,), cache)
    await catalogue.refresh()
    catalogue._needed = ["fly"]
    await catalogue.try_all()
    (refused,) = [python for python in catalogue.list_all() if python.path == OWN]
    assert refused.state is PythonState.REFUSED
    assert refused.detail == "it does not prevent a check from: fly"


@in_event_loop
async def test_a_python_that_does_not_start_for_the_moment_is_not_refused(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
        fault.write_text("lint-worker")
        monkeypatch.setattr(linter._catalogue, "_failing_seconds", 0)
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
async def test_checks_begin_before_a_slow_search_has_ended(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lintbox.lint.pythons.catalogue._FIRST_SEARCH_SECONDS", 0.2)
    ready = tmp_path / "ready"
    slow = write_program(
        tmp_path / "python", f'while [ ! -e "{ready}" ]; do sleep 0.1; done; exec "{OWN}" "$@"'
    )
    async with linting(cache, (slow,)) as linter:
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
        catalogue._entries[OWN] = replace(catalogue._entries[OWN], is_tried=True)
        trial = asyncio.create_task(catalogue.require_sandbox(hanging))
        await asyncio.sleep(0)  # it runs, or waits behind the one that has been running since the search
        assert await catalogue.require_sandbox(own)
        assert not trial.done()
        monkeypatch.setattr("lintbox.lint.linter._START_SECONDS", 0.2 - linter._answer_seconds)
        with pytest.raises(ForkServerLostError, match="too much time"):
            await linter.check("a.py", UNUSED, Profile(python="3.98"))
        trial.cancel()


def test_programs_that_another_user_could_have_written_are_refused(tmp_path: Path) -> None:
    program = Path(write_program(tmp_path / "python3.14", "exit 0"))
    assert candidates.find_refusal(program) is None
    program.chmod(0o757)
    assert "every user" in str(candidates.find_refusal(program))
    program.chmod(0o755)
    tmp_path.chmod(0o777)
    assert "every user" in str(candidates.find_refusal(program))
    tmp_path.chmod(0o755)
    program.chmod(0o644)
    assert "may start" in str(candidates.find_refusal(program))


@in_event_loop
async def test_a_python_below_a_folder_that_another_user_could_change_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open" / "bin").mkdir(parents=True)
    inside = Path(write_program(tmp_path / "open" / "bin" / "python3.14", "exit 0"))
    answer = f"printf '%s\\n' 'cpython|3.14.0||final||{inside.parent}'"
    outside = write_program(tmp_path / "python3.14", answer)
    assert candidates.find_refusal(inside) is None
    assert (await probing.identify(outside)).version == "3.14.0"
    (tmp_path / "open").chmod(0o777)
    assert "every user" in str(candidates.find_refusal(inside))
    with pytest.raises(probing.RefusedError, match="every user"):
        await probing.identify(outside)
    with pytest.raises(probing.RefusedError, match="every user"):
        await probing.require_sandbox(Interpreter(str(inside), "3.14.0", tmp_path), [])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another group")
def test_only_groups_of_administrators_may_write_to_a_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(write_program(tmp_path / "python3.14", "exit 0"))
    groups = {50: "staff", 51: "staff", 80: "admin", 1_000: "root", 1_001: "team"}
    monkeypatch.setattr("grp.getgrgid", lambda gid: grp.struct_group((groups[gid], "x", gid, [])))
    refused = []
    for gid in (0, *groups, 1_002):
        os.chown(tmp_path, 0, gid)
        tmp_path.chmod(0o2775)
        refused += [gid] if candidates.find_refusal(program) else []
    assert refused == [51, 1_001, 1_002]
    assert candidates.find_refusal(program) == f"the group 1002 may write to {tmp_path}"


def test_the_setting_limits_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_program(tmp_path / "python3.97", "exit 0")
    write_program(tmp_path / "python3.9", "exit 0")
    monkeypatch.setenv("PATH", f"relative:{tmp_path}:/nowhere")
    assert str(tmp_path / "python3.97") in [one.path for one in candidates.find(())]
    assert str(tmp_path / "python3.9") not in [one.path for one in candidates.find(())]
    assert [one.path for one in candidates.find(("3.97",))] == [str(tmp_path / "python3.97")]
    assert [one.path for one in candidates.find((str(tmp_path),))] == [str(tmp_path / "python3.97")]
    assert candidates.find(("none",)) == []
    (missing,) = candidates.find(("3.96",))
    assert "no Python 3.96" in str(missing.refusal)


def test_a_path_that_cannot_be_read_leaves_the_others_alone(tmp_path: Path) -> None:
    unreadable, good = f"/{'x' * 300}", write_program(tmp_path / "python3.97", "exit 0")
    refused, found = candidates.find((unreadable, good))
    assert (refused.path, found.path, found.refusal) == (unreadable, good, None)
    assert "it cannot be read" in str(refused.refusal)


def test_the_sources_are_private_complete_and_laid_out_once(tmp_path: Path) -> None:
    folder = sources.lay_out(tmp_path / "pythons")
    assert folder.stat().st_mode & 0o777 == 0o700
    laid_out_at = (folder / "__main__.py").stat().st_mtime_ns
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "__main__.py").stat().st_mtime_ns == laid_out_at
    (folder / "lintbox" / "__init__.py").unlink()
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "lintbox" / "__init__.py").is_file()
    source = (folder / "__main__.py").read_bytes()
    (folder / "__main__.py").write_bytes(b"\0" * len(source))  # as after a power cut
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "__main__.py").read_bytes() == source
    assert [path.name for path in (tmp_path / "pythons").iterdir()] == [folder.name]


def test_several_processes_lay_out_the_same_folder(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from lintbox.lint.pythons import sources; "
    program += "print(sources.lay_out(Path(sys.argv[1])))"
    started = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "pythons"], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(answers) == 1
    assert len(list((tmp_path / "pythons").iterdir())) == 1


def test_a_folder_that_others_could_write_to_is_laid_out_anew(tmp_path: Path) -> None:
    shared = tmp_path / "pythons"
    folder = sources.lay_out(shared)
    for opened in (shared, folder):
        (folder / "planted.py").touch()
        opened.chmod(0o770)  # as a volume of Kubernetes with an fsGroup
        assert sources.lay_out(shared) == folder
        assert not (folder / "planted.py").exists()
        assert [one.stat().st_mode & 0o777 for one in (shared, folder)] == [0o700, 0o700]
    assert list(tmp_path.iterdir()) == [shared]


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    shared = tmp_path / "pythons"
    folder = sources.lay_out(shared)
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    with pytest.raises(sources.UnsafeFolderError, match="0700"):
        sources.lay_out(shared)


def test_another_python_sees_only_the_sources(cache: Path) -> None:
    python = Interpreter(OWN, installed().python, sources.lay_out(cache))
    shown = subprocess.run(
        python.command("check", "--version"),
        env=python.environment() | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith(f"{installed().flake8} (mccabe: ")
    assert "bugbear" not in shown.stdout


def test_the_list_names_every_python_with_its_speed(cache: Path) -> None:
    listed: list[Python] = asyncio.run(examine((OWN,), cache))
    assert [(python.path, python.version, python.state) for python in listed] == [
        (OWN, installed().python, PythonState.NOT_STARTED),
        ("embedded", installed().python, PythonState.REPLACED),
    ]
    assert {python.obstacle for python in listed} == {listed[0].obstacle}
