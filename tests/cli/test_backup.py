"""Backups beside a running server, restored into an empty directory."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import make_data, run
from tests.http.waiting import until
from tests.people import PASSWORD, Person
from tests.running import Running

UPLOADS = 500


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Callable[[], Running]]:
    """Serve the folder ``restored``."""
    running: list[Running] = []

    def serve() -> Running:
        running.append(Running(tmp_path / "restored"))
        return running[-1]

    yield serve
    for server in running:
        server.kill()


def test_a_backup_during_uploads_contains_every_acknowledged_file(
    start: Callable[..., Running], restored: Callable[[], Running], tmp_path: Path
) -> None:
    server = start()
    alice = Person(server.url, "alice").sign_up()
    acknowledged: list[str] = []
    is_made = threading.Event()

    def upload_all() -> None:
        while len(acknowledged) < UPLOADS or not is_made.is_set():
            number = len(acknowledged)
            acknowledged.append(alice.upload_one(f"f{number}.py", b"x = %d\n" % number))

    work = threading.Thread(target=upload_all)
    work.start()
    until(lambda: len(acknowledged) >= UPLOADS // 10)
    before = list(acknowledged)
    made = run("backup", "b.db", folder=tmp_path, data_dir=server.data_dir)
    after = len(acknowledged)
    is_made.set()
    work.join()
    alice.api.close()
    assert (made.returncode, made.stderr) == (0, "")
    assert len(before) < after, "nothing came meanwhile"

    brought = run("restore", "b.db", folder=tmp_path, data_dir=tmp_path / "restored")
    assert (brought.returncode, brought.stderr) == (0, "")
    with closing(sqlite3.connect(tmp_path / "restored/lintbox.db")) as database:
        found = {file_id for (file_id,) in database.execute("SELECT id FROM files")}
    assert set(before) <= found <= set(acknowledged)

    again = Person(restored().url, "alice")
    again.email = alice.email
    assert again.sign_in(PASSWORD).status_code == 200
    until(lambda: again.api.get("/files?limit=1").json()["counts"]["passed"] == len(found), 60)
    assert again.api.get(f"/files/{before[-1]}/content").content == b"x = %d\n" % (len(before) - 1)
    again.api.close()


def test_a_link_sent_before_the_backup_works_after_the_restore(
    start: Callable[..., Running], restored: Callable[[], Running], tmp_path: Path
) -> None:
    server = start()
    bob = Person(server.url, "bob")
    token = bob.register().json()["verify_url"].partition("token=")[2]
    assert run("backup", "b.db", folder=tmp_path, data_dir=server.data_dir).returncode == 0
    assert run("restore", "b.db", folder=tmp_path, data_dir=tmp_path / "restored").returncode == 0
    again = Person(restored().url, "bob")
    assert again.verify(token).status_code == 200
    for person in (bob, again):
        person.api.close()


def test_restore_refuses_a_running_server(server: Running, tmp_path: Path) -> None:
    assert run("backup", "b.db", folder=tmp_path, data_dir=server.data_dir).returncode == 0
    refused = run("restore", "b.db", folder=tmp_path, data_dir=server.data_dir)
    assert refused.returncode == 3
    assert f"in use by the process {server.process.pid}" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_restore_keeps_the_former_data_and_prints_its_path(
    start: Callable[..., Running], tmp_path: Path
) -> None:
    server = start()
    assert run("backup", "b.db", folder=tmp_path, data_dir=server.data_dir).returncode == 0
    assert server.stop() == 0
    brought = run("restore", "b.db", folder=tmp_path, data_dir=server.data_dir)
    (aside,) = server.data_dir.glob("before-restore-*")
    assert f"The former data is in {aside}." in brought.stdout
    assert sorted(path.name for path in aside.iterdir()) == ["key", "lintbox.db"]


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        (("backup", "none/b.db"), {}, "none/b.db could not be written"),
        (("backup", "data"), {}, "data is a folder: name a file in it"),
        (("restore", "none.db"), {}, "none.db is not a Lintbox backup: there is no such file"),
        (("restore", "data/lintbox.db"), {"data_dir": "other"}, "data/lintbox.db is not a Lintbox backup"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    make_data(tmp_path / "data")
    refused = run(*words, folder=tmp_path, **{"data_dir": "data", **settings})
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"lintbox: {sentence}")
    assert refused.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
