"""Commands that work while the server runs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests import preloaded
from tests.cli import program
from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import until
from tests.people import PASSWORD, Person
from tests.running import Running


def run(
    server: Running, *arguments: str, given: str = "", retention: str = "90d"
) -> subprocess.CompletedProcess[str]:
    return program.run(
        *arguments,
        folder=server.data_dir.parent,
        stdin=given,
        data_dir=server.data_dir,
        sweep_grace="0.001s",
        email_retention=retention,
    )


def test_sweep_removes_deleted_contents_only(server: Running, alice: Person) -> None:
    gone = alice.upload_one("gone.py", b"# gone " + os.urandom(8).hex().encode() + b"\n")
    kept = alice.upload_one("kept.py", b"# kept\n")
    alice.api.delete(f"/files/{gone}")
    swept = run(server, "sweep")
    assert (swept.returncode, swept.stderr) == (0, "")
    assert "bytes" in swept.stdout
    assert "removed 0 contents" not in swept.stdout
    assert "removed 0 contents (0 bytes)" in run(server, "sweep").stdout
    assert alice.api.get(f"/files/{kept}/content").content == b"# kept\n"


def test_admin_create_works_while_the_server_runs(server: Running, new_person_on: NewPersonOn) -> None:
    root = new_person_on(server, "root")
    made = run(server, "admin", "create", root.email, "--password-stdin", given=PASSWORD + "\n")
    assert (made.returncode, made.stderr) == (0, "")
    assert root.sign_in().json()["user"]["role"] == "admin"


@pytest.mark.parametrize(
    "arguments",
    [
        ("sweep", "--every", "soon"),
        ("sweep", "--every", "0"),
        ("admin", "create", "no-address", "--password-stdin"),
        ("admin", "create", "ada@school.example", "--password-stdin"),
        ("admin", "verify", "nobody@school.example"),
        ("serve", "--port", "70000"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_reported_in_one_sentence(server: Running, arguments: tuple[str, ...]) -> None:
    ended = run(server, *arguments, given="short\n")
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert len([line for line in ended.stderr.splitlines() if line.startswith("lintbox")]) == 1


def test_sweep_at_intervals_outlasts_a_locked_database(tmp_path: Path) -> None:
    data = program.make_data(tmp_path / "data")
    order = preloaded.Order("lintbox", ["sweep", "--every", "0.1s"], {"LINTBOX_DATA_DIR": str(data)}, "/")
    output, errors = tmp_path / "output", tmp_path / "errors"
    with closing(sqlite3.connect(data / "lintbox.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Path(os.devnull).open() as nothing, output.open("w") as out, errors.open("w") as err:
            repeated = preloaded.for_server().start(order, nothing, out, err)
        try:
            once = program.run("sweep", folder=tmp_path, data_dir=data)
            until(lambda: "Another program is writing" in errors.read_text())
            other.execute("ROLLBACK")
            until(lambda: "Cleanup removed" in output.read_text())
        finally:
            repeated.kill()
            repeated.wait()
    assert (once.returncode, once.stdout) == (1, "")
    assert once.stderr.startswith("lintbox: Another program is writing")
    assert once.stderr.count("\n") == 1
    assert "Traceback" not in errors.read_text()


def test_sweep_removes_old_emails_and_their_files(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    alice = new_person_on(running, "alice").sign_up()
    file_id = alice.upload_one("a.py", b"x = 1\n")
    alice.wait(file_id)
    until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
    sent_before = time.time()
    count = len(running.find_email_files())
    own = running.data_dir / "mail" / "notes.eml"
    own.write_text("Subject: mine\n\n")
    assert "removed 0 contents (0 bytes), 0 reports, 0 expired links, 0 ended sessions, 0 emails" in (
        run(running, "sweep").stdout
    )
    assert len(running.find_email_files()) == count + 1
    summary = f"{count} emails (0 of them never sent), {count} files"
    # all are older than the retention, also by their file names, which have whole seconds
    until(lambda: time.time() > sent_before + 2)
    assert summary in run(running, "sweep", retention="1s").stdout
    assert running.find_email_files() == [own]
    mail = alice.read(file_id)["checks"][0]["mail"]
    assert (mail["state"], mail["via"]) == ("sent", "local")
    assert "removed" in mail["detail"]
