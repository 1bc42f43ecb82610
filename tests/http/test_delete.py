"""A deleted file disappears at once."""

from __future__ import annotations

import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.waiting import until
from tests.people import Person
from tests.processes import children_of


def test_a_deleted_file_is_not_found(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    response = alice.api.delete(f"/files/{file_id}")
    assert (response.status_code, response.content) == (204, b"")
    assert alice.api.get(f"/files/{file_id}").status_code == 404
    assert alice.api.get(f"/files/{file_id}/content").status_code == 404
    assert alice.api.delete(f"/files/{file_id}").status_code == 404


def test_a_deleted_file_is_not_listed(alice: Person) -> None:
    kept, gone = alice.upload_one("a.py", b""), alice.upload_one("b.py", b"")
    alice.api.delete(f"/files/{gone}")
    listed = alice.api.get("/files").json()
    assert ([file["id"] for file in listed["files"]], listed["total"]) == ([kept], 1)


def test_a_file_can_be_deleted_while_it_is_being_checked(alice: Person) -> None:
    files = [alice.upload_one(f"{number}.py", b"import os\n" * 50) for number in range(5)]
    assert [alice.api.delete(f"/files/{file_id}").status_code for file_id in files] == [204] * 5
    other = alice.upload_one("other.py", b"x = 1\n")
    assert alice.wait(other)["state"] == "passed"
    assert alice.api.get("/files").json()["total"] == 1


def test_a_file_that_was_replaced_meanwhile_is_not_deleted(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    known = {"If-Match": f'"{alice.read(file_id)["sha256"]}"'}
    alice.replace(file_id, "a.py", b"x = 2\n")
    refused = alice.api.delete(f"/files/{file_id}", headers=known)
    assert (refused.status_code, refused.json()["code"]) == (412, "changed")
    known = {"If-Match": f'"{alice.read(file_id)["sha256"]}"'}
    assert alice.api.delete(f"/files/{file_id}", headers=known).status_code == 204


@pytest.mark.parametrize("end", ["delete", "replace"])
def test_the_worker_of_a_file_that_is_gone_serves_others(
    start: Start, new_person_on: NewPersonOn, end: str
) -> None:
    server = start(check_timeout="300s", check_workers=1)
    alice, bob = (new_person_on(server, name).sign_up() for name in ("alice", "bob"))
    (fork_server,) = server.find_children()
    slow = alice.upload_one("a.py", b"x = not" + b"\f" * 2500 + b"a\n")  # takes minutes
    (worker,) = until(lambda: children_of(fork_server))
    if end == "delete":
        alice.api.delete(f"/files/{slow}")
    else:
        alice.replace(slow, "a.py", b"x = 1\n")
    until(lambda: worker not in children_of(fork_server))
    assert bob.wait(bob.upload_one("b.py", b"import os\n"))["state"] == "failed"
