"""The list of files: order, paging, filters and search."""

from __future__ import annotations

import json
import reprlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from tests.people import Person


def fill(person: Person) -> list[str]:
    """Upload files of every state, and wait until all are checked."""
    data = {
        "Zebra.py": b"import os\nimport re\n",
        "apple.py": b"x = 1\n",
        "100%_sure.py": b"x = 1 \n",
        "caf\u00e9.py": b'x = "Cr\xe8me"\n',
        "apple_pie.py": b"",
    }
    files = person.upload(data).json()["files"]
    for file in files:
        person.wait(file["id"])
    return [file["name"] for file in files]


def names(person: Person, **query: str) -> list[str]:
    listed = person.api.get("/files", params=query).json()
    return [file["name"] for file in listed["files"]]


def test_the_newest_is_first(alice: Person) -> None:
    uploaded = fill(alice)
    assert names(alice) == uploaded[::-1]


def test_the_list_contains_no_findings(alice: Person) -> None:
    fill(alice)
    listed = alice.api.get("/files").json()["files"]
    assert all("findings" not in check for file in listed for check in file["checks"])
    assert sorted(file["checks"][0]["total"] for file in listed) == [0, 0, 0, 1, 2]


@pytest.mark.parametrize("sort", ["newest", "name", "findings"])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_all_pages_together_are_the_whole_list(alice: Person, sort: str, limit: int) -> None:
    fill(alice)

    def walk() -> Iterator[Any]:
        cursor = None
        while True:
            query = {"limit": str(limit), "sort": sort}
            if cursor:
                query["cursor"] = cursor
            page = alice.api.get("/files", params=query).json()
            assert (page["total"], len(page["files"]) <= limit) == (5, True)
            yield from (file["name"] for file in page["files"])
            cursor = page["next"]
            if cursor is None:
                return

    assert list(walk()) == names(alice, sort=sort)


def test_sorting_by_name_ignores_case(alice: Person) -> None:
    fill(alice)
    assert names(alice, sort="name") == ["100%_sure.py", "apple.py", "apple_pie.py", "café.py", "Zebra.py"]


def test_sorting_by_findings_puts_the_most_first(alice: Person) -> None:
    fill(alice)
    assert names(alice, sort="findings")[:2] == ["Zebra.py", "100%_sure.py"]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("passed", {"apple.py", "apple_pie.py"}),
        ("failed", {"Zebra.py", "100%_sure.py"}),
        ("error", {"café.py"}),
        ("error,failed", {"café.py", "Zebra.py", "100%_sure.py"}),
        ("queued,running", set()),
        ("", {"apple.py", "apple_pie.py", "Zebra.py", "100%_sure.py", "café.py"}),
    ],
)
def test_a_state_filters_the_list(alice: Person, state: str, found: set[str]) -> None:
    fill(alice)
    listed = alice.api.get("/files", params={"state": state}).json()
    assert {file["name"] for file in listed["files"]} == found
    assert listed["total"] == len(found)
    assert listed["counts"] == {"all": 5, "queued": 0, "running": 0, "passed": 2, "failed": 2, "error": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("APPLE", {"apple.py", "apple_pie.py"}),
        ("%", {"100%_sure.py"}),
        ("_", {"100%_sure.py", "apple_pie.py"}),
        ("é", {"café.py"}),
        ("F401", {"Zebra.py"}),
        ("f4", {"Zebra.py"}),
        ("W291", {"100%_sure.py"}),
        ("'; DROP TABLE files; --", set()),
    ],
)
def test_search_matches_part_of_a_name_or_a_code(alice: Person, text: str, found: set[str]) -> None:
    fill(alice)
    assert set(names(alice, q=text)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "-1"},
        {"limit": "x"},
        {"limit": "9" * 400},
        {"state": "done"},
        {"state": "passed,x"},
        {"sort": "size"},
        {"q": "x" * 256},
        {"cursor": "x"},
        {"cursor": "é"},
    ],
    ids=reprlib.repr,
)
def test_an_invalid_query_names_its_parameter(alice: Person, query: dict[str, str]) -> None:
    response = alice.api.get("/files", params=query)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == query.keys()


@pytest.mark.parametrize("sort", ["newest", "name", "findings"])
@pytest.mark.parametrize(
    "made",
    [
        5,
        None,
        [],
        [1],
        [1, 2, 3],
        {"a": 1},
        {"a": 1, "b": 2},
        [2**70, 1],
        [1, 2**70],
        ["\ud800", 1],
        [True, 1],
        [1.5, 1],
    ],
    ids=str,
)
def test_a_forged_cursor_is_refused(alice: Person, made: object, sort: str) -> None:
    cursor = urlsafe_b64encode(json.dumps(made).encode()).decode()
    response = alice.api.get("/files", params={"cursor": cursor, "sort": sort})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_a_cursor_of_another_order_is_refused(alice: Person) -> None:
    fill(alice)
    cursor = alice.api.get("/files", params={"limit": 1, "sort": "name"}).json()["next"]
    response = alice.api.get("/files", params={"cursor": cursor, "sort": "newest"})
    assert response.json()["errors"].keys() == {"cursor"}
