"""Profiles over HTTP: create, paste, choose, and the profile of a check."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from lintbox.domain import short_version
from tests.people import Person

LONG = b"import os\nx = 1  # " + b"x" * 80 + b"\n"


def make(person: Person, name: str = "Ours", **fields: Any) -> httpx.Response:
    draft = {"name": name, "options": {"max-line-length": 100}, "plugins": []}
    return person.api.post("/profiles", json=draft | fields)


def codes_of(file: Any) -> list[str]:
    return [finding["code"] for finding in file["checks"][0]["findings"]]


def test_the_list_contains_what_a_form_needs(alice: Person) -> None:
    listed = alice.api.get("/profiles").json()
    assert [one["name"] for one in listed["profiles"]] == [
        "flake8 default",
        "Strict",
        "Black-compatible",
        "First course",
    ]
    assert listed["default"] == "default"
    assert {"name": "max-line-length", "kind": "number"}.items() <= listed["options"][0].items()
    assert "flake8-bugbear" in listed["plugins"]


def test_the_next_check_uses_the_chosen_profile(alice: Person) -> None:
    made = make(alice, plugins=["flake8-tidy-imports"]).json()
    assert made["arguments"] == ["--max-line-length=100"]
    file_id = alice.upload_one("a.py", LONG)
    assert codes_of(alice.wait(file_id)) == ["F401", "E501"]
    chosen = alice.api.put(f"/files/{file_id}/profile", json={"profile": made["id"]})
    assert (chosen.status_code, chosen.json()["profile"], len(chosen.json()["checks"])) == (
        200,
        made["id"],
        1,
    )
    assert alice.api.get("/checks/outdated").json() == {"by_profile": 1, "by_versions": 0}
    response = alice.api.post("/checks/outdated")
    assert (response.status_code, response.json()) == (202, {"queued": 1})
    file = alice.wait(file_id)
    assert codes_of(file) == ["F401"]
    check = file["checks"][0]
    assert check["profile"] == {
        "name": "Ours",
        "arguments": ["--max-line-length=100"],
        "plugins": ["flake8-tidy-imports"],
        "python": "newest",
    }
    assert set(check["tool"]["plugins"]) == {"flake8-tidy-imports"}
    python = short_version(check["tool"]["python"])
    assert check["reproduce"].endswith(f"\npython{python} -m flake8 --isolated --max-line-length=100 a.py")
    assert check["delta"]["changed"] == ["profile"]
    assert [(fixed["code"], fixed["old_line"]) for fixed in check["delta"]["lines_of_fixed"]] == [("E501", 2)]
    assert alice.api.get("/checks/outdated").json() == {"by_profile": 0, "by_versions": 0}


def test_an_upload_can_choose_a_profile(alice: Person) -> None:
    part = {"file": ("a.py", LONG)}
    response = alice.api.post("/files?profile=black", files=part)
    assert response.json()["files"][0]["profile"] == "black"
    wrong = alice.api.post("/files?profile=none-of-mine", files=part)
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"profile"})


def test_files_without_a_profile_use_the_default(alice: Person) -> None:
    file_id = alice.upload_one("a.py", LONG)
    alice.wait(file_id)
    response = alice.api.patch("/profiles", json={"default": "first-course"})
    assert (response.status_code, response.json()["default"]) == (200, "first-course")
    assert alice.api.post(f"/files/{file_id}/checks").json()["profile"]["name"] == "First course"
    assert codes_of(alice.wait(file_id)) == ["F401"]


def test_errors_name_their_field(alice: Person) -> None:
    response = make(
        alice, "", options={"max-line-length": "x", "output-file": "y"}, plugins=["flake8-nothing"]
    )
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert set(response.json()["errors"]) == {"name", "max-line-length", "output-file", "plugins"}


def test_a_profile_can_be_changed_and_deleted(alice: Person) -> None:
    made = make(alice).json()
    file_id = alice.api.post(f"/files?profile={made['id']}", files={"file": ("a.py", b"")}).json()["files"][
        0
    ]["id"]
    path = f"/profiles/{made['id']}"
    assert alice.api.get(path).json()["files"] == 1
    changed = alice.api.patch(path, json={"name": "Wider", "options": {"max-line-length": 120}})
    assert (changed.status_code, changed.json()["options"]) == (200, {"max-line-length": 120})
    assert alice.api.delete(path).status_code == 204
    assert alice.api.get(path).status_code == 404
    assert alice.read(file_id)["profile"] is None


def test_what_a_change_leaves_out_stays(alice: Person) -> None:
    made = make(alice, plugins=["pep8-naming"], python="newest").json()
    path = f"/profiles/{made['id']}"
    assert alice.api.patch(path, json={"name": "Renamed"}).json() == made | {"name": "Renamed"}
    changed = alice.api.patch(path, json={"options": {"max-line-length": 120}}).json()
    assert (changed["name"], changed["options"]) == ("Renamed", {"max-line-length": 120})
    assert changed["plugins"] == ["pep8-naming"]
    assert alice.api.patch(path, json={"plugins": []}).json() == changed | {"plugins": []}


def test_a_built_in_profile_cannot_be_changed_or_deleted(alice: Person) -> None:
    assert alice.api.patch("/profiles/strict", json={"name": "Mine"}).status_code == 422
    assert alice.api.delete("/profiles/strict").status_code == 422


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_another_users_profile_is_not_found(alice: Person, bob: Person, method: str) -> None:
    made = make(alice).json()
    body = {"name": "Mine"} if method == "patch" else None
    paths = [f"/profiles/{one}" for one in (made["id"], "f" * 16)]
    response, unknown = (bob.api.request(method, path, json=body) for path in paths)
    assert response.status_code == 404
    assert {**response.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert alice.api.get(f"/profiles/{made['id']}").json() == made


def test_another_users_profile_cannot_be_chosen(alice: Person, bob: Person) -> None:
    own = make(alice).json()["id"]
    file_id = bob.upload_one("a.py", b"x = 1\n")
    assert bob.api.put(f"/files/{file_id}/profile", json={"profile": own}).status_code == 404
    assert bob.api.patch("/profiles", json={"default": own}).status_code == 404
    assert bob.api.post(f"/files?profile={own}", files={"file": ("b.py", b"")}).status_code == 422


def test_a_pasted_configuration_lists_accepted_and_refused_options(alice: Person) -> None:
    text = (
        "[flake8]\nmax-line-length = 90\noutput-file = x\nrequire-plugins = pep8-naming\n"
        "per-file-ignores =\n  __init__.py: F401\n  src/*: E501\n"
        "[flake8:local-plugins]\nextension = X = m:C\n"
    )
    reading = alice.api.post("/profiles/read", json={"text": text}).json()
    assert reading["options"] == {"max-line-length": 90, "per-file-ignores": ["__init__.py:F401"]}
    assert reading["plugins"] == ["pep8-naming"]
    assert [one["name"] for one in reading["refused"]] == [
        "local-plugins: extension",
        "output-file",
        "require-plugins",
        "per-file-ignores",
    ]
    assert all(one["reason"].endswith(".") for one in reading["refused"])
    made = make(alice, "Pasted", options=reading["options"], plugins=reading["plugins"])
    assert made.status_code == 201
    wrong = alice.api.post("/profiles/read", json={"text": "[mypy]\n"})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"text"})
