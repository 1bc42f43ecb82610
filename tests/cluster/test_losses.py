"""Every accepted file gets one result and one email, while processes are killed, stopped and replaced."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

from tests.cluster.conftest import StartWorker
from tests.cluster.programs import Queue, certificates_of
from tests.http.conftest import NewPersonOn
from tests.http.emails import read_emails
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running

COUNT = 200
FILES = {f"f{n}.py": b"import os\n" + b"x = [1,2 ]\n" * (300 + n) for n in range(COUNT)}

CHANGING = {"id", "created_at", "started_at", "finished_at", "duration_ms", "mail"}


def read_results(person: Person) -> dict[str, Any]:
    """Return what the check of each file found, without times and ids."""
    results = {}
    listed = person.api.get(f"/files?limit={COUNT}").json()["files"]
    for file in listed:
        check = person.read(file["id"])["checks"][0]
        results[file["name"]] = {name: check[name] for name in sorted(check) if name not in CHANGING}
    return results


def count_done(server: Running) -> int:
    with closing(sqlite3.connect(server.data_dir / "lintbox.db")) as database:
        (done,) = database.execute("SELECT count(*) FROM checks WHERE finished_at IS NOT NULL").fetchone()
        return int(done)


def count_emails(server: Running, person: Person) -> Counter[str]:
    """Count the emails by file; one that was sent again after a kill has the same Message-ID."""
    emails = {str(email["Message-ID"]): email for email in read_emails(server.data_dir, person.email)}
    subjects = [str(email["Subject"]) for email in emails.values()]
    return Counter(name for name in FILES for subject in subjects if name in subject)


def test_nothing_is_lost_and_nothing_comes_twice(
    queue: Queue,
    start_worker: StartWorker,
    start: Callable[..., Running],
    alice: Person,
    new_person_on: NewPersonOn,
) -> None:
    settings = {"check_engine": queue.url, "rate_limits": "off", **certificates_of("server")}
    server = start(**settings)
    carol = new_person_on(server, "carol").sign_up()
    for name, data in FILES.items():
        carol.upload_one(name, data)
    stranger = start_worker(check_memory="512MiB")
    first, second = start_worker(), start_worker()

    def wait_for(share: float) -> None:
        """Wait until this share of the files has a result, and check that the others have none yet."""
        until(lambda: count_done(server) >= share * COUNT, 90)
        assert share == 1 or count_done(server) < COUNT

    wait_for(0.2)
    first.kill()
    wait_for(0.4)
    queue.kill()
    start_worker()
    queue.start()
    wait_for(0.6)
    server.kill()
    server = start(**settings)
    wait_for(0.8)
    second.suspend()
    wait_for(1)
    until(lambda: count_emails(server, carol).keys() == FILES.keys(), 60)
    assert set(count_emails(server, carol).values()) == {1}
    assert stranger.process.poll() is None
    returned = new_person_on(server, "carol").resume(carol.api.cookies["lintbox"])
    for part in range(0, COUNT, 50):
        alice.upload(dict(list(FILES.items())[part : part + 50]))
    until(lambda: alice.api.get("/files?limit=1").json()["counts"]["failed"] == COUNT, 60)
    assert read_results(returned) == read_results(alice)
