"""The administrator sees the results of all users; reading a source is audited."""

from __future__ import annotations

import secrets

import pytest

from tests.http.event_streams import EventStream
from tests.people import Person


def test_files_of_all_users_are_listed_with_their_owners(alice: Person, bob: Person, dora: Person) -> None:
    alices, bobs = alice.upload_one("sorting.py", b"import os\n"), bob.upload_one("sorting.py", b"x = 1\n")
    alice.wait(alices)
    bob.wait(bobs)
    listed = dora.api.get("/admin/files", params={"q": "sorting"}).json()
    owners = {file["id"]: file["user"]["email"] for file in listed["files"]}
    assert owners.items() >= {alices: alice.email, bobs: bob.email}.items()
    assert listed["users"] >= 2
    assert listed["bytes"] >= 16


def test_files_can_be_filtered_by_owner_state_and_code(alice: Person, bob: Person, dora: Person) -> None:
    failed, passed = alice.upload_one("a.py", b"import os\n"), alice.upload_one("b.py", b"x = 1\n")
    for file_id in (failed, passed):
        alice.wait(file_id)
    bob.upload_one("a.py", b"import os\n")
    user_id = alice.api.get("/session").json()["user"]["id"]

    def find(**query: str) -> list[str]:
        listed = dora.api.get("/admin/files", params=query).json()
        assert listed["total"] == len(listed["files"])
        return [file["id"] for file in listed["files"]]

    assert find(q=alice.email) == find(user=user_id) == [passed, failed]
    assert find(user=user_id, state="failed") == find(user=user_id, q="F401") == [failed]
    assert find(user=user_id, q="b.py") == [passed]
    assert dora.api.get("/admin/files?state=nonsense").status_code == 422


@pytest.mark.parametrize("sort", ["newest", "name", "user", "longest", "largest", "findings"])
def test_paging_gives_each_file_once(alice: Person, bob: Person, dora: Person, sort: str) -> None:
    mark = secrets.token_hex(4)
    sizes = {"b": 1, "a": 3, "C": 2}
    alices = [alice.upload_one(f"{name}_{mark}.py", b"x = 1\n" * size) for name, size in sizes.items()]
    bobs = bob.upload_one(f"d_{mark}.py", b"x = 1\n")
    for file_id in alices:
        alice.wait(file_id)
    bob.wait(bobs)
    emails: list[str] = []
    listed_ids: list[str] = []
    cursor = ""
    while cursor is not None:
        page = dora.api.get(f"/admin/files?sort={sort}&limit=2&q={mark}&cursor={cursor}").json()
        listed_ids += [file["id"] for file in page["files"]]
        emails += [file["user"]["email"] for file in page["files"]]
        cursor = page["next"]
    assert len(listed_ids) == len(set(listed_ids)) == page["total"]
    assert set(listed_ids) == {*alices, bobs}
    assert sort != "user" or emails == sorted(emails)


def test_a_result_is_shown_without_the_source(alice: Person, dora: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alices = alice.wait(file_id)
    shown = dora.api.get(f"/admin/files/{file_id}").json()
    assert shown.pop("user")["email"] == alice.email
    assert shown["checks"][0]["findings"] == alices["checks"][0]["findings"]
    assert shown.keys() == alices.keys()
    assert dora.api.get(f"/files/{file_id}").status_code == 404
    assert dora.api.get(f"/files/{file_id}/content").status_code == 404


def test_reading_a_source_is_audited(alice: Person, dora: Person) -> None:
    data = "x = 'é'\r\n".encode()
    file_id = alice.upload_one("a.py", data)
    response = dora.api.post(f"/admin/files/{file_id}/content")
    assert (response.status_code, response.content) == (200, data)
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    user_id = alice.api.get("/session").json()["user"]["id"]
    row = dora.api.get("/admin/audit", params={"user": user_id}).json()["rows"][0]
    assert (row["action"], row["what"], row["by"]["name"], row["user"]["email"]) == (
        "looked-at-file",
        "a.py",
        dora.email,
        alice.email,
    )


def test_rechecking_and_deleting_notify_the_owner(alice: Person, dora: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    stream = EventStream(alice)
    first = dora.api.get(f"/admin/files/{file_id}").json()["checks"][0]
    read = dora.api.get(f"/admin/files/{file_id}/checks/{first['id']}")
    assert read.json()["findings"] == first["findings"] != []
    assert alice.api.get(f"/admin/files/{file_id}/checks/{first['id']}").status_code == 403
    assert dora.api.post(f"/admin/files/{file_id}/checks").status_code == 201
    stream.wait(file_id, "updated")
    assert len(alice.wait(file_id)["checks"]) == 2
    assert dora.api.delete(f"/admin/files/{file_id}").status_code == 204
    stream.wait(file_id, "deleted")
    assert alice.api.get(f"/files/{file_id}").status_code == 404
    assert dora.api.delete(f"/admin/files/{file_id}").status_code == 404
