"""Read-only links over HTTP: made by the owner, opened by anybody, searched by nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from lintbox.storage import attempts
from lintbox.storage.database import Database
from lintbox.storage.directory import DATABASE
from tests.accounts import add_user
from tests.http.test_authorization import HEADERS
from tests.people import Person
from tests.running import Running


def share(person: Person, file_id: str, days: object = 7) -> str:
    """Return the path of a new link below the base of the API, and of the page."""
    response = person.api.post(f"/files/{file_id}/shares", json={"days": days})
    assert response.status_code == 201, response.text
    path = response.json()["url"].partition("/shared/")[2]
    return f"/shared/{path}"


def test_a_link_shows_the_result_to_anybody(alice: Person, charlie: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\nimport re  # noqa\n")
    checked = alice.wait(file_id)["checks"][0]
    path = share(alice, file_id)
    response = charlie.api.get(path)
    assert response.status_code == 200
    shown = response.json()
    assert (shown["name"], shown["size"], shown["lines"]) == ("a.py", 28, 2)
    for field in ("state", "total", "categories", "findings", "suppressed", "tool", "profile", "reproduce"):
        assert shown["check"][field] == checked[field]
    assert alice.email not in response.text
    assert not {"mail", "delta", "unchanged"} & shown["check"].keys()
    assert charlie.api.get(f"{path}/content").content == b"import os\nimport re  # noqa\n"


def test_nothing_of_a_link_is_for_search_engines_or_other_sites(
    server: Running, alice: Person, charlie: Person
) -> None:
    path = share(alice, alice.upload_one("a.py", b""))
    for address in (f"{server.url}{path}", path, f"{path}/content", "/shared/nothing"):
        headers = charlie.api.get(address).headers
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers.keys() >= HEADERS
    assert charlie.api.get(f"{server.url}{path}").status_code == 200
    assert "x-robots-tag" not in charlie.api.get(f"{server.url}/codes").headers


@pytest.mark.parametrize("days", [0, 366, -1, 1.5, "x", "7", True, None])
def test_days_are_from_one_to_a_year(alice: Person, days: object) -> None:
    file_id = alice.upload_one("a.py", b"")
    response = alice.api.post(f"/files/{file_id}/shares", json={"days": days})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == {"days"}
    assert alice.api.get(f"/files/{file_id}/shares").json() == {"shares": []}


def test_a_link_is_listed_and_ended(alice: Person, bob: Person, charlie: Person) -> None:
    file_id = alice.upload_one("a.py", b"")
    made = alice.api.post(f"/files/{file_id}/shares", json={"days": 1}).json()
    assert alice.api.get(f"/files/{file_id}/shares").json() == {"shares": [made]}
    path = f"/shared/{made['url'].rpartition('/')[2]}"
    for stranger in (bob, charlie):
        assert stranger.api.delete(f"/shares/{made['id']}").status_code in {401, 404}
        assert stranger.api.get(path).status_code == 200
    assert alice.api.delete(f"/shares/{made['id']}").status_code == 204
    ended, unknown = charlie.api.get(path), charlie.api.get("/shared/unknown")
    assert ended.status_code == unknown.status_code == 404
    assert {**ended.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert charlie.api.get(f"{path}/content").status_code == 404
    assert alice.api.delete(f"/shares/{made['id']}").status_code == 404


def test_misses_are_limited_and_sharing_can_be_switched_off(start: Callable[..., Running]) -> None:
    server = start()
    alice = Person(server.url, "alice")
    token = add_user(server.data_dir, alice.email)
    file_id = alice.resume(token).upload_one("a.py", b"")
    path = share(alice, file_id)
    with closing(Database(server.data_dir / DATABASE, checkpoints=False)) as db:
        db.call(add_misses, 299)
    assert [alice.api.get("/shared/nothing").status_code for _ in range(2)] == [404, 429]
    assert alice.api.get(path).status_code == 200
    assert alice.api.get("/about").json()["sharing"] is True
    alice.api.close()
    assert server.stop() == 0
    later = Person(start(sharing="off", rate_limits="off").url, "alice").resume(token)
    response = later.api.post(f"/files/{file_id}/shares", json={"days": 7})
    assert (response.status_code, response.json()["code"]) == (403, "sharing-off")
    assert later.api.get(path).status_code == 404
    assert later.api.get("/about").json()["sharing"] is False
    later.api.close()


def add_misses(count: int) -> None:
    for _ in range(count):
        attempts.add("shared", "127.0.0.1", datetime.now(UTC))
