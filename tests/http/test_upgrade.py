"""After an upgrade, results of earlier versions can be found, rechecked and compared."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.http.conftest import NewPersonOn, Start

OLDER = {
    "code": "E225",
    "line": 2,
    "column": 2,
    "text": "missing whitespace around operator",
    "category": "layout",
}


def make_it_older(data_dir: Path) -> None:
    """Change a stored report as if flake8 7.4.0 had made it, with one different finding."""
    with closing(sqlite3.connect(data_dir / "lintbox.db")) as database, database:
        (summary,) = database.execute("SELECT summary FROM reports").fetchone()
        tool, *rest = json.loads(summary)
        values = (
            json.dumps([tool | {"flake8": "7.4.0"}, *rest]),
            json.dumps([OLDER.values()], default=list),
            json.dumps({"2": "x=1"}),
        )
        database.execute(
            "UPDATE reports SET key = 'of older versions', summary = ?, findings = ?, quotes = ?", values
        )


def test_after_an_upgrade_outdated_files_can_be_rechecked_and_compared(
    start: Start, new_person_on: NewPersonOn
) -> None:
    server = start(rate_limits="off")
    alice = new_person_on(server, "alice").sign_up()
    file_id = alice.upload_one("a.py", b"import os\n")
    assert alice.wait(file_id)["checks"][0]["total"] == 1
    assert server.stop() == 0
    make_it_older(server.data_dir)

    again = start(rate_limits="off")
    returned = new_person_on(again, "alice")
    returned.api.cookies.set("lintbox", alice.api.cookies["lintbox"])
    assert returned.read(file_id)["checks"][0]["tool"]["flake8"] == "7.4.0"
    assert "flake8==7.4.0" in returned.read(file_id)["checks"][0]["reproduce"]
    assert returned.api.get("/checks/outdated").json() == {"by_profile": 0, "by_versions": 1}
    assert returned.api.post("/checks/outdated").json() == {"queued": 1}
    now = returned.wait(file_id)
    version = now["checks"][0]["tool"]["flake8"]
    assert now["checks"][0]["delta"] == {
        "fixed": 1,
        "new": 1,
        "same": 0,
        "changed": ["versions"],
        "versions": {"flake8": {"before": "7.4.0", "now": version}},
        "lines_of_fixed": [
            {"code": "E225", "text": "missing whitespace around operator", "old_line": 2, "old_source": "x=1"}
        ],
    }
    assert returned.api.get("/checks/outdated").json() == {"by_profile": 0, "by_versions": 0}
