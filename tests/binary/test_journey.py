"""A user's whole journey with the binary, starting from an empty folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.binary.conftest import Begin
from tests.binary.program import Place, Program
from tests.http.conftest import NewPersonOn
from tests.http.emails import read_emails, text_of, token_of
from tests.http.test_standard_library import choose_files, run_flake8
from tests.http.waiting import until
from tests.people import Person
from tests.smtp import SmtpServer

COUNT = 50


def sign_up(program: Program, person: Person) -> Person:
    """Register, and confirm by the link of the email in the local mailbox."""
    assert person.register().status_code == 202
    email = until(lambda: read_emails(program.data_dir, person.email))[0]
    assert person.verify(token_of(email)).status_code == 200
    assert person.sign_in().status_code == 200
    return person


def upload_all(person: Person, paths: list[Path]) -> dict[str, str]:
    parts = [("file", (path.name, path.read_bytes())) for path in paths]
    files = person.api.post("/files", files=parts).json()["files"]
    return {str(path): file["id"] for path, file in zip(paths, files, strict=True)}


def is_idle(person: Person) -> bool:
    total: int = person.api.get("/files?limit=1&state=queued,running").json()["total"]
    return total == 0


def rows_of(file: Any) -> list[str]:
    findings = file["checks"][0]["findings"]
    return [f"{f['line']}\t{f['column']}\t{f['code']}\t{f['text']}" for f in findings]


def test_the_whole_journey(begin: Begin, place: Place, new_person_on: NewPersonOn) -> None:
    assert [path.name for path in place.folder.iterdir() if path.is_file()] == ["lintbox"]
    program = begin(sweep_grace="0.001s")
    alice = sign_up(program, new_person_on(program, "alice"))
    paths = choose_files(COUNT)
    ids = upload_all(alice, paths)
    expected = run_flake8(paths)
    until(lambda: is_idle(alice), 90)
    assert len(ids) == COUNT
    for path, file_id in ids.items():
        assert rows_of(alice.read(file_id)) == expected[path], path

    replaced, deleted, *_ = ids.values()
    alice.replace(replaced, "new.py", b"import os\n")
    assert [row.split("\t")[2] for row in rows_of(alice.wait(replaced))] == ["F401"]
    assert len(alice.read(replaced)["checks"]) == 1
    assert alice.api.delete(f"/files/{deleted}").status_code == 204
    swept = place.run("sweep", "--data-dir", "data", LINTBOX_SWEEP_GRACE="0.001s")
    assert (swept.returncode, swept.stderr) == (0, "")
    assert "removed 2 contents" in swept.stdout

    assert program.stop() == 0
    assert place.find_unpacked() == []
    again = begin()
    returned = new_person_on(again, "alice")
    returned.email = alice.email
    assert returned.sign_in().status_code == 200
    assert returned.api.get("/files?limit=1").json()["total"] == COUNT - 1
    kept = list(ids.items())[-1]
    assert rows_of(returned.read(kept[1])) == expected[kept[0]]
    assert again.stop() == 0
    assert "Traceback" not in again.log.read_text()


def test_emails_arrive_at_a_real_mail_server(begin: Begin, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as smtp:
        program = begin(
            smtp_host="localhost",
            smtp_port=smtp.port,
            smtp_security="none",
            mail_from="lintbox@school.example",
        )
        alice = new_person_on(program, "alice")
        assert alice.register().json() == {"email": alice.email, "mail": "smtp"}
        email = until(lambda: smtp.emails)[0]
        assert alice.verify(token_of(email)).status_code == 200
        assert alice.sign_in().status_code == 200
        file_id = alice.upload_one("homework.py", b"import os\n")
        until(lambda: alice.read(file_id)["checks"][0]["mail"]["state"] == "sent")
        result = until(lambda: [m for m in smtp.emails if "homework.py" in m["Subject"]])[0]
    assert result["To"] == alice.email
    assert "F401" in text_of(result)


def test_the_server_works_on_when_the_temporary_folder_is_deleted(
    begin: Begin, place: Place, new_person_on: NewPersonOn
) -> None:
    program = begin()
    (unpacked,) = place.find_unpacked()
    shutil.rmtree(unpacked)
    alice = sign_up(program, new_person_on(program, "alice"))
    files = {f"{name}.py": f"# coding: {name}\nimport os\n".encode() for name in ("gbk", "cp437", "koi8_r")}
    for name, data in files.items():
        assert [row.split("\t")[2] for row in rows_of(alice.wait(alice.upload_one(name, data)))] == ["F401"]
    assert alice.api.get(program.url).text.startswith("<!doctype html>")
    assert program.stop() == 0
