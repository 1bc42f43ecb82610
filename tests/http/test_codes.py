"""Explanations of codes are public, cacheable, and counted by the user's files."""

from __future__ import annotations

import pytest

from lintbox import explanations
from tests.people import Person


def test_every_code_is_listed_without_signing_in(charlie: Person) -> None:
    listed = charlie.api.get("/codes").json()["codes"]
    assert [code["code"] for code in listed] == list(explanations.all_codes())


def test_a_code_is_explained_in_any_case(charlie: Person) -> None:
    shown = charlie.api.get("/codes/e711").json()
    assert (shown["code"], shown["category"], shown["plugin"], shown["default"]) == (
        "E711",
        "likely_bug",
        "pycodestyle",
        True,
    )
    assert "== None" in shown["before"]
    assert "is None" in shown["after"]
    assert shown["sources"][0]["url"].startswith("https://peps.python.org/")
    assert "E712" in shown["related"]
    assert shown in charlie.api.get("/codes").json()["codes"]


def test_an_unknown_code_is_not_found_and_the_nearest_are_named(charlie: Person) -> None:
    response = charlie.api.get("/codes/F999")
    assert (response.status_code, response.json()["code"]) == (404, "unknown-code")
    assert "F901" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/codes", "/codes/F401"])
def test_a_client_that_has_the_explanations_gets_no_second_copy(charlie: Person, path: str) -> None:
    first = charlie.api.get(path)
    again = charlie.api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert (again.status_code, again.content) == (304, b"")


def test_files_are_counted_by_the_codes_of_their_newest_check(alice: Person, bob: Person) -> None:
    twice = alice.upload_one("a.py", b"import os\nimport re\n")
    fixed = alice.upload_one("b.py", b"import os\nx=1\n")
    for file_id in (twice, fixed):
        alice.wait(file_id)
    bob.wait(bob.upload_one("c.py", b"import os\n"))
    assert alice.api.get("/users/me/codes").json() == {"files": {"E225": 1, "F401": 2}}
    alice.replace(fixed, "b.py", b"x=1\n")
    alice.wait(fixed)
    assert alice.api.get("/users/me/codes").json() == {"files": {"E225": 1, "F401": 1}}
    assert bob.api.get("/users/me/codes").json() == {"files": {"F401": 1}}
