"""Replacing keeps the file and deletes its earlier checks."""

from __future__ import annotations

import pytest

from tests.http.waiting import make_slow
from tests.people import Person


def test_replacing_keeps_the_id_and_changes_content_and_name(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    before = alice.wait(file_id)
    response = alice.replace(file_id, "b.py", b"x = 1\nx = 2\n")
    assert response.status_code == 200
    after = response.json()
    assert (after["id"], after["name"], after["size"], after["lines"]) == (file_id, "b.py", 12, 2)
    assert after["created_at"] == before["created_at"]
    assert after["updated_at"] > before["updated_at"]
    assert alice.api.get(f"/files/{file_id}/content").content == b"x = 1\nx = 2\n"


def test_replacing_deletes_earlier_checks(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    earlier = [alice.wait(file_id)["checks"][0]["id"]]
    earlier.append(alice.api.post(f"/files/{file_id}/checks").json()["id"])
    alice.wait(file_id)
    after = alice.replace(file_id, "a.py", b"x = 1\n").json()
    assert (after["state"], after["checked_at"]) == ("queued", None)
    assert len(after["checks"]) == 1
    assert after["checks"][0]["id"] not in earlier
    assert alice.wait(file_id)["state"] == "passed"


def test_a_replacement_says_what_changed(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\nimport sys\nl = 1  # noqa: E741, E501\n")
    first = alice.wait(file_id)["checks"][0]
    assert (first["delta"], {finding["status"] for finding in first["findings"]}) == (None, {None})
    assert [(one["code"], one["by_line"]) for one in first["suppressed"]] == [("E741", 3)]
    assert (first["suppressed_total"], first["opted_out"]) == (1, False)
    assert first["useless_noqa"] == [{"line": 3, "codes": ["E501"]}]
    alice.replace(file_id, "a.py", b"x=1\n\nimport  sys\n")
    check = alice.wait(file_id)["checks"][0]
    assert check["delta"] == {
        "fixed": 1,
        "new": 3,
        "same": 1,
        "changed": ["content"],
        "versions": {},
        "lines_of_fixed": [
            {"code": "F401", "text": "'os' imported but unused", "old_line": 1, "old_source": "import os"}
        ],
    }
    assert {(finding["code"], finding["status"]) for finding in check["findings"]} == {
        ("E225", "new"),
        ("E402", "new"),
        ("F401", "same"),
        ("E271", "new"),
    }
    listed = alice.api.get("/files").json()["files"][0]["checks"][0]["delta"]
    assert listed == {name: value for name, value in check["delta"].items() if name != "lines_of_fixed"}


def test_a_late_result_of_the_old_content_is_discarded(alice: Person) -> None:
    file_id = alice.upload_one("a.py", make_slow())
    file = alice.replace(file_id, "a.py", b"import os\n").json()
    for number in range(5):
        file = alice.replace(file_id, "a.py", make_slow() if number % 2 else b"import re\n").json()
    ended = alice.wait(file_id)
    assert [check["id"] for check in ended["checks"]] == [file["checks"][0]["id"]]
    assert [f["text"] for f in ended["checks"][0]["findings"]] == ["'re' imported but unused"]


@pytest.mark.parametrize(
    ("status", "code", "name", "data"),
    [
        (422, "not-python", "a.txt", b"x = 1\n"),
        (422, "bad-name", "x" * 300 + ".py", b"x = 1\n"),
        (413, "too-large", "a.py", b"#" * (1024**2 + 1)),
        (422, "too-many-lines", "a.py", b"\n" * 20_001),
    ],
)
def test_a_refused_replacement_changes_nothing(
    alice: Person, status: int, code: str, name: str, data: bytes
) -> None:
    file_id = alice.upload_one("old.py", b"import os\n")
    before = {key: value for key, value in alice.wait(file_id).items() if key != "checks"}
    response = alice.replace(file_id, name, data)
    assert (response.status_code, response.json()["code"]) == (status, code)
    after = alice.read(file_id)
    assert {key: value for key, value in after.items() if key != "checks"} == before
    assert len(after["checks"]) == 1
    assert alice.api.get(f"/files/{file_id}/content").content == b"import os\n"


def test_two_parts_are_refused(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    parts = [("file", ("a.py", b"x = 2\n")), ("file", ("b.py", b"x = 3\n"))]
    response = alice.api.patch(f"/files/{file_id}", files=parts)
    assert (response.status_code, response.json()["code"]) == (422, "too-many-files")
    assert alice.api.get(f"/files/{file_id}/content").content == b"x = 1\n"


def test_a_request_without_a_part_is_refused(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    response = alice.api.patch(f"/files/{file_id}", files={"other": ("a.py", b"")})
    assert (response.status_code, response.json()["code"]) == (422, "no-file")


def test_replacing_an_unknown_file_is_not_found(alice: Person) -> None:
    assert alice.replace("f" * 16, "a.py", b"x = 1\n").status_code == 404


def test_a_replacement_of_a_known_content_leaves_another_as_it_is(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    known = {"If-Match": f'"{alice.read(file_id)["sha256"]}"'}

    def replace(data: bytes, headers: dict[str, str]) -> tuple[int, str]:
        response = alice.api.patch(f"/files/{file_id}", files={"file": ("a.py", data)}, headers=headers)
        return response.status_code, response.json().get("code", "")

    assert replace(b"x = 2\n", known) == (200, "")
    assert replace(b"x = 3\n", known) == (412, "changed")
    assert alice.api.get(f"/files/{file_id}/content").content == b"x = 2\n"
    assert replace(b"x = 4\n", {"If-Match": "*"}) == (200, "")
    assert replace(b"x = 5\n", {}) == (200, "")
    either = {"If-Match": f'"{"0" * 64}", "{alice.read(file_id)["sha256"]}"'}
    assert replace(b"x = 6\n", either) == (200, "")
    assert replace(b"x = 7\n", either) == (412, "changed")
