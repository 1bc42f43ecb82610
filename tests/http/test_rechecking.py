"""Checking the same content again."""

from __future__ import annotations

import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import make_slow
from tests.people import Person


def test_a_new_check_is_listed_first(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    first = alice.wait(file_id)["checks"][0]
    response = alice.api.post(f"/files/{file_id}/checks")
    assert response.status_code == 201
    assert (response.json()["state"], response.json()["findings"]) == ("queued", [])
    checks = alice.wait(file_id)["checks"]
    assert [check["id"] for check in checks] == [response.json()["id"], first["id"]]
    (again,), (finding,) = checks[0]["findings"], first["findings"]
    assert again == finding | {"status": "same"}
    assert [check["unchanged"] for check in checks] == [True, False]


def test_a_queued_file_is_not_queued_twice(alice: Person) -> None:
    file_id = alice.upload_one("a.py", make_slow())
    response = alice.api.post(f"/files/{file_id}/checks")
    assert (response.status_code, response.json()["code"]) == (429, "too-many")
    assert int(response.headers["Retry-After"]) >= 1
    assert len(alice.wait(file_id)["checks"]) == 1


def test_checking_an_unknown_file_is_not_found(alice: Person) -> None:
    assert alice.api.post("/files/nothing/checks").status_code == 404


def test_the_findings_of_an_earlier_check_are_read_by_its_id(alice: Person, bob: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    first = alice.wait(file_id)["checks"][0]
    alice.api.post(f"/files/{file_id}/checks")
    _, earlier = alice.wait(file_id)["checks"]
    assert "findings" not in earlier
    assert earlier["total"] == 1
    at = f"/files/{file_id}/checks/{first['id']}"
    read = alice.api.get(at)
    assert read.status_code == 200
    assert read.json() | {"mail": None} == first | {"mail": None}
    assert [finding["code"] for finding in read.json()["findings"]] == ["F401"]
    assert bob.api.get(at).status_code == 404
    assert alice.api.get(f"/files/{file_id}/checks/nothing").status_code == 404
    assert alice.api.delete("/session").status_code == 204
    assert alice.api.get(at).status_code == 401


def test_a_list_has_no_findings(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    (file,) = alice.api.get("/files").json()["files"]
    assert all("findings" not in check for check in file["checks"])


def test_too_many_rechecks_are_429_with_retry_after(start: Start, new_person_on: NewPersonOn) -> None:
    alice = new_person_on(start(), "alice").sign_up()
    file_id = alice.upload_one("a.py", b"import os\n")
    for _ in range(20):
        alice.wait(file_id)
        assert alice.api.post(f"/files/{file_id}/checks").status_code == 201
    alice.wait(file_id)
    response = alice.api.post(f"/files/{file_id}/checks")
    assert (response.status_code, response.json()["code"]) == (429, "too-many")
    assert 1 <= int(response.headers["Retry-After"]) <= 600
    assert "minutes" in response.json()["detail"]
    checks = alice.read(file_id)["checks"]
    assert len(checks) == 20
    assert [("findings" in check) for check in checks] == [True] + [False] * 19


def test_checks_with_the_same_batch_share_an_email_also_if_an_administrator_asks(
    alice: Person, dora: Person
) -> None:
    first, second, third = (alice.upload_one(f"{name}.py", b"import os\n") for name in "abc")
    for file_id in (first, second, third):
        alice.wait(file_id)
    user_id = alice.api.get("/session").json()["user"]["id"]

    def count_results() -> int:
        emails = dora.api.get("/admin/emails", params={"user": user_id}).json()["emails"]
        return [email["kind"] for email in emails].count("result")

    assert count_results() == 3
    answers = [
        alice.api.post(f"/files/{first}/checks", params={"batch": "x"}),
        dora.api.post(f"/admin/files/{second}/checks", params={"batch": "x"}),
        alice.api.patch(f"/files/{third}", data={"batch": "x"}, files={"file": ("c.py", b"x = 1\n")}),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 200]
    for file_id in (first, second, third):
        alice.wait(file_id)
    assert count_results() == 4
    assert alice.api.post(f"/files/{first}/checks", params={"batch": "x" * 65}).status_code == 422


@pytest.mark.parametrize("wish", ["always", "changes"])
def test_an_unchanged_result_is_emailed_only_if_configured(
    start: Start, new_person_on: NewPersonOn, wish: str
) -> None:
    alice = new_person_on(start(result_mail=wish), "alice").sign_up()
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    alice.api.post(f"/files/{file_id}/checks")
    newest, first = alice.wait(file_id)["checks"]
    assert (newest["unchanged"], first["unchanged"]) == (True, False)
    if wish == "changes":
        assert newest["mail"]["state"] == "off"
        assert "same as before" in newest["mail"]["detail"]
    else:
        assert newest["mail"]["state"] in {"queued", "sent"}
