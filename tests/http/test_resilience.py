"""Failures of the machine are reported in a sentence, recover, and lose nothing acknowledged."""

from __future__ import annotations

import ctypes
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import make_slow, until
from tests.people import PLAIN, Person
from tests.running import Running

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE = 1


@contextmanager
def no_room(server: Running) -> Iterator[None]:
    """Limit the size of the server's files, as on a full disk."""
    wal = (server.data_dir / "lintbox.db-wal").stat().st_size
    limits = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (wal // 2, limits[1]))
    yield
    if server.process.poll() is None:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert "nothing was stored" in problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]


def states(person: Person) -> dict[str, int]:
    counts: dict[str, int] = person.api.get("/files?limit=1").json()["counts"]
    return {state: count for state, count in counts.items() if count and state != "all"}


def test_with_a_full_disk_uploads_are_refused_and_accepted_files_finish_later(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(rate_limits="off")
    alice = new_person_on(server, "alice").sign_up()
    accepted = alice.upload_one("before.py", make_slow())
    until(lambda: states(alice).get("running"))
    with no_room(server):
        refused = alice.upload({"a.py": b"x = 1\n" * 1000})
        assert_problem(refused, 503, "storage")
        assert "Retry-After" not in refused.headers  # nobody knows when the operator makes room
        assert httpx.get(f"{server.url}/readyz", trust_env=False, verify=PLAIN).status_code == 503
        until(lambda: "could not be stored yet" in server.log.read_text())
        assert alice.read(accepted)["state"] == "running"
    assert len(alice.wait(accepted, 60)["checks"]) == 1
    assert alice.upload({"a.py": b"x = 1\n"}).status_code == 201
    until(lambda: httpx.get(f"{server.url}/readyz", trust_env=False, verify=PLAIN).status_code == 200)
    assert "Traceback" not in server.log.read_text()


def test_with_a_full_disk_the_server_stops_gracefully(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    new_person_on(server, "alice").sign_up()
    with no_room(server):
        assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


def test_a_locked_database_refuses_writes_and_serves_reads(start: Start, new_person_on: NewPersonOn) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    file_id = alice.upload_one("before.py", b"import os\n")
    assert alice.wait(file_id)["state"] == "failed"
    with closing(sqlite3.connect(server.data_dir / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = alice.upload({"a.py": b"x = 1\n"})
        assert_problem(refused, 503, "busy")
        assert refused.headers["retry-after"] == "5"
        assert alice.read(file_id)["state"] == "failed"
    assert alice.upload({"a.py": b"x = 1\n"}).status_code == 201
    until(lambda: states(alice) == {"failed": 1, "passed": 1})


def test_a_wiped_temporary_folder_does_no_harm(
    start: Start, new_person_on: NewPersonOn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    shutil.rmtree(temporary)
    file_id = alice.upload_one("a.py", b"import os\n")
    assert alice.wait(file_id)["state"] == "failed"
    assert httpx.get(f"{server.url}/readyz", trust_env=False, verify=PLAIN).status_code == 200
    until(lambda: len(server.find_email_files()) >= 2)


def give_up_root() -> None:
    """Drop root's privilege to ignore file permissions."""
    ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _CAP_DAC_OVERRIDE, 0, 0, 0)


@pytest.mark.parametrize("command", ["serve", "sweep"])
def test_a_read_only_data_directory_is_reported_until_it_is_writable(
    start: Start, new_person_on: NewPersonOn, command: str
) -> None:
    server = start()
    new_person_on(server, "alice").sign_up()
    assert server.stop() == 0
    command_line = [sys.executable, "-m", "lintbox", command, "--data-dir", str(server.data_dir)]
    command_line += ["--port", "0", "--no-browser"] if command == "serve" else []
    with read_only(server.data_dir):
        refused = subprocess.run(
            command_line,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=give_up_root,
            cwd="/",
        )
    assert refused.returncode == 2, refused.stderr
    assert re.match("lintbox: .*(cannot be used|may not write its data)", refused.stderr)
    assert refused.stderr.count("\n") == 1
    assert start().stop() == 0


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make the data directory read-only."""
    paths = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths}
    for path in reversed(paths):
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield
    for path in paths:
        path.chmod(modes[path])
