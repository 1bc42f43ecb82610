"""SIGKILL, SIGTERM, and two servers with the same data directory or port."""

from __future__ import annotations

import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.program import run
from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails, text_of
from tests.http.event_streams import EventStream
from tests.http.waiting import make_slow, until
from tests.people import Person


def serve(data_dir: Path, port: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a server that is expected to exit immediately."""
    return run("serve", "--no-browser", "--port", port, folder=data_dir.parent, data_dir=data_dir)


def count_states(person: Person) -> dict[str, int]:
    counts: dict[str, int] = person.api.get("/files?limit=1").json()["counts"]
    return counts


def test_after_a_kill_every_accepted_file_gets_its_result_and_email(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(rate_limits="off")
    alice = new_person_on(server, "alice").sign_up()
    files: dict[str, bytes] = {}

    def upload_50() -> None:
        numbers = range(len(files), len(files) + 50)
        more = {f"f{n}.py": b"import os\n" + b"x = [1,2 ]\n" * (300 + n) for n in numbers}
        assert alice.upload(more).status_code == 201
        files.update(more)

    def is_in_the_middle() -> bool:
        counts = count_states(alice)
        if not counts["queued"]:  # none is left: this process may have stood still meanwhile
            upload_50()
        return counts["failed"] > 0 and counts["queued"] > 0

    until(is_in_the_middle)
    server.kill()
    token = alice.api.cookies["lintbox"]
    again = start(rate_limits="off")
    returned = new_person_on(again, "alice")
    returned.api.cookies.set("lintbox", token)
    until(lambda: count_states(returned)["failed"] == len(files), 60)

    def count_named() -> Counter[str]:
        texts = [text_of(email) for email in read_emails(again.data_dir, alice.email)]
        return Counter(name for name in files for text in texts if f"\n{name}: " in text)

    until(lambda: count_named().keys() == files.keys(), 30)
    assert {*count_named().values()} == {1}, "the results of one upload are in one email, none of them twice"


def test_a_second_server_on_the_same_data_directory_is_refused(start: Start) -> None:
    server = start()
    second = serve(server.data_dir)
    assert second.returncode == 3
    assert second.stderr.count("\n") == 1
    assert "in use" in second.stderr


def test_a_port_in_use_is_reported_in_one_sentence(start: Start, tmp_path: Path) -> None:
    port = urlsplit(start().url).port
    assert port
    second = serve(tmp_path / "other", port)
    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert str(port) in second.stderr


def test_sigterm_stops_soon_despite_open_streams_and_running_checks(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start()
    alice = new_person_on(server, "alice").sign_up()
    stream = EventStream(alice)
    alice.upload({f"{n}.py": make_slow() for n in range(30)})
    until(lambda: count_states(alice)["running"] > 0)
    assert server.stop() == 0
    with closing(sqlite3.connect(server.data_dir / "lintbox.db")) as database:
        (unfinished,) = database.execute("SELECT count(*) FROM checks WHERE finished_at IS NULL").fetchone()
    assert unfinished, "the server waited for the checks"
    stream.close()
    assert "Traceback" not in server.log.read_text()
