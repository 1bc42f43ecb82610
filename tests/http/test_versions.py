"""Earlier versions over HTTP, on a server that keeps some."""

from __future__ import annotations

from collections.abc import Callable

from tests.accounts import add_user
from tests.people import Person
from tests.running import Running


def test_earlier_versions_are_listed_read_and_deleted(start: Callable[..., Running]) -> None:
    server = start(keep_versions=2)
    alice, bob = Person(server.url, "alice"), Person(server.url, "bob")
    alice.resume(add_user(server.data_dir, alice.email))
    bob.resume(add_user(server.data_dir, bob.email))
    file_id = alice.upload_one("a.py", b"import os\n")
    before = alice.wait(file_id)
    assert alice.replace(file_id, "b.py", b"x = 1\n").json()["versions"] == 1
    assert len(alice.wait(file_id)["checks"]) == 1

    path = f"/files/{file_id}/versions"
    (listed,) = alice.api.get(path).json()["versions"]
    for field in ("name", "size", "lines", "sha256", "encoding"):
        assert listed[field] == before[field]
    assert listed["replaced_at"] > before["updated_at"]
    checked = before["checks"][0]
    for field in ("id", "state", "total", "categories", "finished_at", "tool"):
        assert listed["check"][field] == checked[field]
    assert "findings" not in listed["check"]
    version = alice.api.get(f"{path}/{listed['id']}").json()
    assert [finding["code"] for finding in version["check"]["findings"]] == ["F401"]
    assert alice.api.get(f"{path}/{listed['id']}/content").content == b"import os\n"

    for route in (path, f"{path}/{listed['id']}", f"{path}/{listed['id']}/content"):
        assert bob.api.get(route).status_code == 404
    assert bob.api.delete(f"{path}/{listed['id']}").status_code == 404
    assert alice.api.delete(f"{path}/{listed['id']}").status_code == 204
    assert alice.api.delete(f"{path}/{listed['id']}").status_code == 404
    assert alice.api.get(path).json() == {"versions": []}
    alice.api.close()
    bob.api.close()


def test_without_the_setting_none_is_kept(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    assert alice.replace(file_id, "a.py", b"x = 1\n").json()["versions"] == 0
    assert alice.api.get(f"/files/{file_id}/versions").json() == {"versions": []}
