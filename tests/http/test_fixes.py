"""Repairs over HTTP: proposed, checked, and stored only by a replacement."""

from __future__ import annotations

from base64 import b64decode

import pytest

from lintbox import explanations
from tests.people import Person

FAULTY = b"import os\nx=1 \n"
ALL = {"codes": "all"}


def test_a_repair_is_proposed_and_accepted_by_a_replacement(alice: Person) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    before = alice.wait(file_id)
    proposed = alice.api.post(f"/files/{file_id}/fixes", json=ALL)
    assert proposed.status_code == 200
    fixes = proposed.json()
    assert fixes == {
        "content": "x = 1\n",
        "base64": None,
        "sha256": before["sha256"],
        "diff": "--- orders.py\n+++ orders.py\n@@ -1,2 +1 @@\n-import os\n-x=1 \n+x = 1\n",
        "fixed": {"E225": 1, "F401": 1, "W291": 1},
        "left": {},
        "changes_meaning": ["F401"],
        "unsafe": [],
        "stopped": False,
    }
    assert alice.api.get(f"/files/{file_id}/content").content == FAULTY
    alice.replace(file_id, "orders.py", fixes["content"].encode())
    assert alice.wait(file_id)["state"] == "passed"


def test_the_bytes_of_another_encoding_are_given_too(alice: Person) -> None:
    file_id = alice.upload_one("old.py", b"# coding: latin-1\nx='\xe8'\n")
    fixes = alice.api.post(f"/files/{file_id}/fixes", json={"codes": ["e225"]}).json()
    assert fixes["content"] == "# coding: latin-1\nx = 'è'\n"
    assert b64decode(fixes["base64"]) == b"# coding: latin-1\nx = '\xe8'\n"


def test_the_profile_of_the_file_counts(alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"import os\n\n\n\n\nx = 1\n")
    alice.api.put(f"/files/{file_id}/profile", json={"profile": "first-course"})
    fixes = alice.api.post(f"/files/{file_id}/fixes", json=ALL).json()
    assert (fixes["content"], fixes["fixed"]) == ("\n\n\n\nx = 1\n", {"F401": 1})


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"codes": ["E225", "C901", "F821"]}, "codes", "No tool repairs C901, F821"),
        ({"codes": []}, "codes", "at least 1 item"),
        ({"codes": "some"}, "codes", "'all'"),
        ({"codes": ["E225; E1"]}, "codes", "match pattern"),
        ({"codes": ["E225", "W291"], "line": 1}, "line", "name one code"),
        ({"codes": "all", "line": 1}, "line", "name one code"),
        ({"codes": ["W191"], "line": 1}, "line", "in the whole file only"),
        ({"codes": ["E225"], "line": 0}, "line", ""),
    ],
)
def test_what_cannot_be_asked_for_is_invalid(
    alice: Person, body: dict[str, object], field: str, words: str
) -> None:
    file_id = alice.upload_one("a.py", FAULTY)
    response = alice.api.post(f"/files/{file_id}/fixes", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert words in response.json()["errors"][field]


def test_a_file_that_cannot_be_repaired_is_refused_with_a_reason(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"def f(:\n")
    response = alice.api.post(f"/files/{file_id}/fixes", json=ALL)
    assert (response.status_code, response.json()["code"]) == (422, "not-fixable")
    assert "syntax error in line 1" in response.json()["detail"]


def test_the_file_of_another_user_is_not_found(alice: Person, bob: Person) -> None:
    file_id = alice.upload_one("a.py", FAULTY)
    assert bob.api.post(f"/files/{file_id}/fixes", json=ALL).status_code == 404


def test_codes_name_the_tool_that_repairs_them(charlie: Person) -> None:
    listed = {code["code"]: code for code in charlie.api.get("/codes").json()["codes"]}
    assert listed.keys() == {*explanations.all_codes()}
    tools = {code: (one["fixed_by"], one["fixed_by_line"]) for code, one in listed.items()}
    assert tools["E225"] == ("autopep8", True)
    assert tools["W191"] == ("autopep8", False)
    assert tools["F401"] == ("autoflake", True)
    assert tools["C901"] == tools["E722"] == (None, False)
