"""Exports of a file, a selection, and all that match, over HTTP."""

from __future__ import annotations

import json
import reprlib
from html import unescape

import pytest

from lintbox.exports.formats import FORMATS
from tests.http.test_authorization import HEADERS
from tests.people import Person

FAULTY = b"import os\n"


def export(person: Person, **query: str) -> list[str]:
    response = person.api.get("/files/export", params={"format": "json"} | query)
    assert response.status_code == 200, response.text
    return [file["name"] for file in response.json()["files"]]


def test_a_file_is_exported_in_every_format(alice: Person) -> None:
    file_id = alice.upload_one("é=1 2.py", FAULTY)
    alice.wait(file_id)
    for wanted in FORMATS.values():
        response = alice.api.get(f"/files/{file_id}/export", params={"format": wanted.name})
        assert response.status_code == 200
        assert "'os' imported" in unescape(response.text)
        assert response.headers["content-type"].partition(";")[0] == wanted.media_type
        assert response.headers.keys() >= HEADERS
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert policy.endswith("; sandbox")
        name = f"filename*=UTF-8''%C3%A9%3D1%202.py.{wanted.extension}"
        assert response.headers["content-disposition"].endswith(name)


def test_text_has_the_rows_of_the_check(alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\nx=1 \n")
    findings = alice.wait(file_id)["checks"][0]["findings"]
    rows = [f"a.py:{one['line']}:{one['column']}: {one['code']} {one['text']}" for one in findings]
    response = alice.api.get(f"/files/{file_id}/export", params={"format": "text"})
    assert len(rows) >= 3
    assert response.text.splitlines() == rows


def test_all_files_are_exported_by_name_or_those_that_match(alice: Person, bob: Person) -> None:
    ids = {
        name: alice.upload_one(name, data)
        for name, data in {"c.py": FAULTY, "A.py": b"", "b.py": FAULTY}.items()
    }
    bob.upload_one("bob.py", FAULTY)
    for file_id in ids.values():
        alice.wait(file_id)
    assert export(alice) == ["A.py", "b.py", "c.py"]
    assert export(alice, state="failed") == ["b.py", "c.py"]
    assert export(alice, q="F401") == ["b.py", "c.py"]
    assert export(alice, q="nothing like this") == []
    assert export(alice, ids=f"{ids['c.py']},{ids['A.py']}") == ["A.py", "c.py"]
    assert export(alice, ids=f"{ids['c.py']},{ids['A.py']}", state="passed") == ["A.py"]


def test_an_id_of_another_user_is_not_found(alice: Person, bob: Person) -> None:
    mine, other = alice.upload_one("a.py", b""), bob.upload_one("b.py", b"")
    response = alice.api.get("/files/export", params={"format": "csv", "ids": f"{mine},{other}"})
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("name", ["", "SARIF", "xml", "text,json"])
def test_an_unknown_format_is_refused(alice: Person, name: str) -> None:
    file_id = alice.upload_one("a.py", b"")
    for path in (f"/files/{file_id}/export", "/files/export"):
        response = alice.api.get(path, params={"format": name})
        assert (response.status_code, response.json()["code"]) == (422, "unknown-format")


@pytest.mark.parametrize(
    "query", [{"state": "done"}, {"ids": ",".join(map(str, range(401)))}], ids=reprlib.repr
)
def test_an_invalid_query_names_its_parameter(alice: Person, query: dict[str, str]) -> None:
    response = alice.api.get("/files/export", params={"format": "text"} | query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == query.keys()


def test_a_head_request_has_the_headers_alone(alice: Person) -> None:
    file_id = alice.upload_one("a.py", FAULTY)
    alice.wait(file_id)
    for _ in range(2):  # the connection stays usable
        response = alice.api.head(f"/files/{file_id}/export", params={"format": "csv"})
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["content-disposition"].startswith("attachment")


def test_many_findings_arrive_complete(alice: Person) -> None:
    file_id = alice.upload_one("long.py", b"x=1\n" * 6_000)
    alice.wait(file_id)
    text = alice.api.get(f"/files/{file_id}/export", params={"format": "sarif"}).text
    run = json.loads(text)["runs"][0]
    assert len(run["results"]) == 5_000
    assert len(text) > 1_000_000
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [one["descriptor"]["id"] for one in notifications] == ["more-findings"]
