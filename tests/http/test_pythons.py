"""Choosing the Python of a file over HTTP, and what a server says about its Pythons."""

from __future__ import annotations

import os
import sys
from typing import Any

import httpx

from lintbox.domain import short_version
from lintbox.lint.engine.versions import installed
from tests.http.conftest import NewPersonOn, Start
from tests.people import Person

HERE = short_version(installed().python)


def send(person: Person, python: str, name: str = "a.py", data: bytes = b"import os\n") -> httpx.Response:
    return person.api.post("/files", files={"file": (name, data)}, data={"python": python})


def python_of(file: Any) -> tuple[str | None, str]:
    """Return the version set on the file itself, and the one that its newest check asks for."""
    return file["python"], file["checks"][0]["profile"]["python"]


def test_an_upload_a_replacement_and_a_new_check_choose_the_python(alice: Person) -> None:
    file = send(alice, HERE).json()["files"][0]
    assert python_of(file) == (HERE, HERE)
    assert alice.wait(file["id"])["checks"][0]["tool"]["python"] == installed().python
    assert python_of(alice.replace(file["id"], "a.py", b"x = 1\n").json()) == (HERE, HERE)
    alice.wait(file["id"])
    part = {"file": ("a.py", b"x = 2\n")}
    replaced = alice.api.patch(f"/files/{file['id']}", files=part, data={"python": "newest"})
    assert python_of(replaced.json()) == ("newest", "newest")
    for python, expected in ((HERE, (HERE, HERE)), ("profile", (None, "newest"))):
        alice.wait(file["id"])
        assert alice.api.post(f"/files/{file['id']}/checks", params={"python": python}).status_code == 201
        assert python_of(alice.read(file["id"])) == expected


def test_an_unknown_python_is_refused_everywhere_and_nothing_changes(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    alice.wait(file_id)
    draft = {"name": "Ours", "options": {}, "plugins": [], "python": "3.99"}
    part = {"file": ("a.py", b"x = 2\n")}
    for response in (
        send(alice, "3.99"),
        alice.api.patch(f"/files/{file_id}", files=part, data={"python": "3.99"}),
        alice.api.post(f"/files/{file_id}/checks", params={"python": "3.99"}),
        alice.api.post("/profiles", json=draft),
    ):
        assert response.status_code == 422
        assert f"Choose from newest, {HERE}" in response.json()["errors"]["python"]
    assert [file["id"] for file in alice.api.get("/files").json()["files"]] == [file_id]
    assert len(alice.read(file_id)["checks"]) == 1


def test_a_profile_has_a_python(alice: Person) -> None:
    draft = {"name": "Ours", "options": {}, "plugins": [], "python": HERE}
    made = alice.api.post("/profiles", json=draft).json()
    assert made["python"] == HERE
    listed = alice.api.get("/profiles").json()
    assert listed["pythons"] == [{"version": HERE, "full_version": installed().python}]
    assert listed["newest_python"] == HERE
    answer = alice.api.post(f"/files?profile={made['id']}", files={"file": ("a.py", b"x = 1\n")})
    assert python_of(answer.json()["files"][0]) == (None, HERE)


def test_the_server_lists_its_pythons_and_why_one_is_refused(
    start: Start, new_person_on: NewPersonOn
) -> None:
    own = os.path.realpath(sys.executable)
    running = start(pythons=f"{own}:/nowhere/python3.14", metrics="1")
    dora = new_person_on(running, "dora")
    dora.set_up(running.setup_token)
    dora.wait(dora.upload_one("a.py", b"import os\n"), seconds=90)
    listed = {python["path"]: python for python in dora.api.get("/admin/system").json()["pythons"]}
    assert listed.keys() == {own, "embedded", "/nowhere/python3.14"}
    assert (listed[own]["version"], listed[own]["state"]) == (installed().python, "idle")
    assert listed[own]["is_fast"] == (listed[own]["obstacle"] is None)
    assert listed["embedded"]["state"] == "replaced"
    refused = listed["/nowhere/python3.14"]
    assert (refused["version"], refused["state"], refused["is_fast"]) == (None, "refused", False)
    assert "No such file" in refused["detail"]
    metrics = httpx.get(f"{running.url}/metrics", trust_env=False).text
    assert f'lintbox_python{{checks_with="fast",path="{own}",state="idle"' in metrics
