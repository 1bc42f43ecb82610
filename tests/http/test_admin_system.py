"""The server's state, as an administrator sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from sqlite3 import sqlite_version
from typing import Any

from lintbox import __version__
from lintbox.settings import Settings
from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running


def read(dora: Person) -> Any:
    return dora.api.get("/admin/system").json()


def test_the_system_route_returns_versions_sizes_and_queues(
    server: Running, alice: Person, dora: Person
) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\n"))
    until(lambda: read(dora)["emails"]["sent_last_day"] >= 1)
    system = read(dora)
    assert system["versions"].items() >= {"lintbox": __version__, "sqlite": sqlite_version}.items()
    assert system["versions"].keys() >= {"python", "openssl", "flake8", "pycodestyle", "pyflakes", "mccabe"}
    assert system["database"]["bytes"] > 0
    assert system["database"].keys() == {"bytes", "wal_bytes", "schema"}
    assert 0 < system["disk"]["free_bytes"] < system["disk"]["total_bytes"]
    assert (system["url"], system["data_dir"]) == (server.url, str(server.data_dir.resolve()))
    assert system["checks_last_hour"] >= 1
    assert system["queue"].keys() == {"queued", "running", "oldest_at"}
    assert system["mail"]["mode"] == "local"
    assert ("fast-path", "fine") in [(part["name"], part["state"]) for part in system["health"]]


def test_settings_have_their_source_and_hide_secrets(start: Start, new_person_on: NewPersonOn) -> None:
    running = start(smtp_password="hunter2hunter2", upload_max_files=7)
    dora = new_person_on(running, "dora")
    dora.set_up(running.setup_token)
    response = dora.api.get("/admin/system")
    settings = {setting["name"]: setting for setting in response.json()["settings"]}
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
    assert "hunter2" not in response.text


def test_a_manual_cleanup_is_reported_and_audited(start: Start, new_person_on: NewPersonOn) -> None:
    running = start(sweep_grace="0.001s")
    dora = new_person_on(running, "dora")
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


def test_a_manual_backup_is_verified_reported_and_audited(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    dora = new_person_on(running, "dora")
    dora.set_up(running.setup_token)
    dora.wait(dora.upload_one("a.py", b"import os\n"))
    made = dora.api.post("/admin/backup")
    assert made.status_code == 201, made.text
    backup = made.json()
    assert (running.data_dir / "backups" / backup["file"]).stat().st_size == backup["bytes"]
    assert (backup["users"], backup["files"]) == (1, 1)
    assert read(dora)["backup"] == backup
    row = dora.api.get("/admin/audit").json()["rows"][0]
    assert (row["action"], row["what"], row["by"]["name"]) == ("backed-up", backup["file"], dora.email)


def test_a_failed_backup_is_reported_and_not_audited(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    dora = new_person_on(running, "dora")
    dora.set_up(running.setup_token)
    (running.data_dir / "backups").write_text("no folder")
    response = dora.api.post("/admin/backup")
    assert (response.status_code, response.json()["code"]) == (503, "not-backed-up")
    assert response.json()["detail"].startswith("No backup was made: ")
    assert [row["action"] for row in dora.api.get("/admin/audit").json()["rows"]] == ["admin-created"]


def test_only_administrators_can_create_backups(alice: Person, charlie: Person) -> None:
    assert alice.api.post("/admin/backup").json()["code"] == "forbidden"
    assert charlie.api.post("/admin/backup").json()["code"] == "not-signed-in"


def test_the_last_day_has_24_hours(alice: Person, dora: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\n"))
    hours = dora.api.get("/admin/system/hours").json()["hours"]
    begins = [datetime.fromisoformat(hour["at"]) for hour in hours]
    assert begins == [begins[0] + timedelta(hours=number) for number in range(24)]
    assert sum(hour["checks"] for hour in hours[-2:]) >= 1
    assert max(hour["median_ms"] or 0 for hour in hours[-2:]) >= 0
