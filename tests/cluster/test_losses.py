"""Every accepted file gets one result and one email, while processes are killed, stopped and replaced."""

from __future__ import annotations

import os
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

# CI takes 60, which needs a third of the time; TEST_CLUSTER_FILES=200 takes more
COUNT = int(os.environ.get("TEST_CLUSTER_FILES", "60"))
FILES = {f"f{n}.py": b"import os\n" + b"x = [1,2 ]\n" * (300 + n) for n in range(COUNT)}


def read_results(person: Person) -> dict[str, Any]:
    """Return what the check of each file found, without times and ids."""
    results = {}
    listed = person.api.get(f"/files?limit={COUNT}").json()["files"]
    for file in listed:
        check = person.read(file["id"])["checks"][0]
        results[file["name"]] = {name: check[name] for name in sorted(check) if name not in CHANGING}
    return results


CHANGING = {"id", "created_at", "started_at", "finished_at", "duration_ms", "mail"}


def count_done(server: Running) -> int:
    with closing(sqlite3.connect(server.data_dir / "lintbox.db")) as database:
        (done,) = database.execute("SELECT count(*) FROM checks WHERE finished_at IS NOT NULL").fetchone()
        return int(done)


def test_nothing_is_lost_and_nothing_comes_twice(
    queue: Queue,
    start_worker: StartWorker,
    start: Callable[..., Running],
    alice: Person,
    new_person_on: NewPersonOn,
) -> None:
    stranger = start_worker(check_memory="512MiB")
    first, second = start_worker(), start_worker()
    server = start(check_engine=queue.url, rate_limits="off", **certificates_of("server"))
    carol = new_person_on(server, "carol").sign_up()
    for name, data in FILES.items():
        carol.upload_one(name, data)
    until(lambda: count_done(server) >= COUNT // 4, 60)
    first.kill()
    until(lambda: count_done(server) >= COUNT // 2, 60)
    queue.kill()
    start_worker()
    queue.start()
    until(lambda: count_done(server) >= COUNT * 3 // 4, 60)
    second.suspend()
    until(lambda: count_done(server) == COUNT, 60)

    def count_emails() -> Counter[str]:
        subjects = [str(email["Subject"]) for email in read_emails(server.data_dir, carol.email)]
        return Counter(name for name in FILES for subject in subjects if name in subject)

    until(lambda: len(count_emails()) == COUNT, 60)
    assert set(count_emails().values()) == {1}
    assert stranger.process.poll() is None
    for part in range(0, COUNT, 50):
        alice.upload(dict(list(FILES.items())[part : part + 50]))
    until(lambda: alice.api.get("/files?limit=1").json()["counts"]["failed"] == COUNT, 60)
    assert read_results(carol) == read_results(alice)
