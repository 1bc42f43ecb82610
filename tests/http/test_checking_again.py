"""The same content once more."""

from __future__ import annotations

from tests.http.waiting import SLOW
from tests.people import Person


def test_a_new_check_stands_before_the_earlier_ones(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    first = alice.wait(file_id)["checks"][0]
    answer = alice.api.post(f"/files/{file_id}/checks")
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["findings"]) == ("queued", [])
    checks = alice.wait(file_id)["checks"]
    assert [check["id"] for check in checks] == [answer.json()["id"], first["id"]]
    assert checks[0]["findings"] == checks[1]["findings"] != []


def test_a_file_that_waits_already_is_not_queued_twice(alice: Person) -> None:
    file_id = alice.upload_one("a.py", SLOW)
    answer = alice.api.post(f"/files/{file_id}/checks")
    assert (answer.status_code, answer.json()["code"]) == (429, "too-many")
    assert int(answer.headers["Retry-After"]) >= 1
    assert len(alice.wait(file_id)["checks"]) == 1


def test_what_is_not_there_cannot_be_checked(alice: Person) -> None:
    assert alice.api.post("/files/nothing/checks").status_code == 404
