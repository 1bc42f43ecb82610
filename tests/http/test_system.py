"""How the server is doing, as Dora sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from sqlite3 import sqlite_version
from typing import Any

from lintbox import __version__
from lintbox.settings import Settings
from tests.http.conftest import Come, Start
from tests.people import Person
from tests.running import Running


def read(dora: Person) -> Any:
    return dora.api.get("/admin/system").json()


def test_the_system_tells_its_versions_sizes_and_queues(server: Running, alice: Person, dora: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\n"))
    system = read(dora)
    assert system["versions"].items() >= {"lintbox": __version__, "sqlite": sqlite_version}.items()
    assert system["versions"].keys() >= {"python", "openssl", "flake8", "pycodestyle", "pyflakes", "mccabe"}
    assert system["database"]["bytes"] > 0
    assert system["database"].keys() == {"bytes", "wal_bytes", "schema"}
    assert 0 < system["disk"]["free_bytes"] < system["disk"]["total_bytes"]
    assert (system["url"], system["data_dir"]) == (server.url, str(server.data_dir.resolve()))
    assert system["checks_last_hour"] >= 1
    assert system["letters"]["sent_last_day"] >= 1
    assert system["queue"].keys() == {"queued", "running", "oldest_at"}
    assert system["mail"]["mode"] == "local"


def test_each_setting_says_where_it_comes_from_and_no_secret(start: Start, come: Come) -> None:
    running = start(smtp_password="hunter2hunter2", upload_max_files=7)
    dora = come(running, "dora")
    dora.set_up(running.setup_token)
    answer = dora.api.get("/admin/system")
    settings = {setting["name"]: setting for setting in answer.json()["settings"]}
    assert settings.keys() == {f"LINTBOX_{name.upper()}" for name in Settings.model_fields}
    assert settings["LINTBOX_PORT"]["origin"] == "flag"
    assert (
        settings["LINTBOX_UPLOAD_MAX_FILES"]["value"],
        settings["LINTBOX_UPLOAD_MAX_FILES"]["origin"],
    ) == (
        "7",
        "environment",
    )
    secret = settings["LINTBOX_SMTP_PASSWORD"]
    assert (secret["value"], secret["secret"], secret["is_set"]) == (None, True, True)
    assert "hunter2" not in answer.text


def test_cleaning_up_now_is_told_and_noted(start: Start, come: Come) -> None:
    running = start(sweep_grace="0.001s")
    dora = come(running, "dora")
    dora.set_up(running.setup_token)
    assert read(dora)["sweep"] is None
    file_id = dora.upload_one("a.py", b"import os\n")
    dora.wait(file_id)
    dora.api.delete(f"/files/{file_id}")
    swept = dora.api.post("/admin/sweep").json()
    assert (swept["contents"], swept["bytes"]) == (1, 10)
    last = read(dora)["sweep"]
    assert last.items() >= swept.items()
    assert last["next_at"] > last["at"]
    rows = dora.api.get("/admin/audit").json()["rows"]
    assert [row["action"] for row in rows] == ["swept", "admin-created"]
    assert rows[1]["by"] == {"id": None, "name": "set-up link"}


def test_the_last_day_has_24_hours(alice: Person, dora: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\n"))
    hours = dora.api.get("/admin/system/hours").json()["hours"]
    begins = [datetime.fromisoformat(hour["at"]) for hour in hours]
    assert begins == [begins[0] + timedelta(hours=number) for number in range(24)]
    assert sum(hour["checks"] for hour in hours[-2:]) >= 1
    assert max(hour["median_ms"] or 0 for hour in hours[-2:]) >= 0
