"""Filtering, sorting and paging of a user's files."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from lintbox.domain import CheckState, Invalid, User
from lintbox.services import files
from lintbox.storage.files import matches, select_newest
from lintbox.storage.models import connection
from tests.rules.harness import LONG_LINE, UNUSED_IMPORT, Harness, report, upload


def names(
    harness: Harness, user: User, sort: str = "newest", text: str = "", *states: CheckState
) -> list[str]:
    page, _ = harness.db.call(files.list_page, user.id, sort, states, text, None, 50)
    return [file.name for file in page.files]


@pytest.fixture
def shelf(harness: Harness, alice: User) -> Harness:
    for name, result in (
        ("clean.py", report()),
        ("Axe.py", report(UNUSED_IMPORT, LONG_LINE)),
        ("b_100%.py", report(UNUSED_IMPORT)),
    ):
        harness.add(alice, name, name.encode())
        harness.check(result)
    return harness


@pytest.mark.parametrize(
    ("sort", "listed"),
    [
        ("newest", ["b_100%.py", "Axe.py", "clean.py"]),
        ("name", ["Axe.py", "b_100%.py", "clean.py"]),
        ("findings", ["Axe.py", "b_100%.py", "clean.py", "wait.py"]),
    ],
)
def test_files_are_sorted_as_requested(shelf: Harness, alice: User, sort: str, listed: list[str]) -> None:
    if sort == "findings":
        shelf.add(alice, "wait.py")
    assert names(shelf, alice, sort) == listed


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("AXE", ["Axe.py"]),
        ("%", ["b_100%.py"]),
        ("_", ["b_100%.py"]),
        ("f401", ["b_100%.py", "Axe.py"]),
        ("E5", ["Axe.py"]),
        ("401", []),
        ("'", []),
    ],
)
def test_a_name_or_code_is_found(shelf: Harness, alice: User, text: str, listed: list[str]) -> None:
    assert names(shelf, alice, text=text) == listed


def test_the_text_to_find_is_folded_once_and_not_for_each_file(harness: Harness) -> None:
    statement, values = harness.db.call(lambda: select_newest().where(matches("E\u0301A")).sql())
    assert statement.count("FOLDED(") == 1
    assert "\u00e9a" in values


def test_sqlite_may_reuse_what_a_name_was_folded_to(harness: Harness) -> None:
    # SQLite refuses an index on a function that is not declared deterministic
    sql = "CREATE INDEX names ON files (FOLDED(name))"
    assert harness.db.call(lambda: connection.execute_sql(sql))


@pytest.mark.parametrize("name", ["Übung.py", "übung.py"])
def test_a_name_beyond_ascii_is_found_without_regard_to_case(
    harness: Harness, alice: User, name: str
) -> None:
    harness.add(alice, name)
    assert names(harness, alice, text=name) == [name]


def test_files_are_filtered_by_state(shelf: Harness, alice: User) -> None:
    assert names(shelf, alice, "newest", "", CheckState.PASSED) == ["clean.py"]


def test_a_list_contains_only_the_users_own_files(shelf: Harness, bob: User) -> None:
    assert names(shelf, bob) == []


def test_every_state_is_counted(shelf: Harness, alice: User) -> None:
    shelf.add(alice, "wait.py")
    page, _ = shelf.db.call(files.list_page, alice.id, "newest", [CheckState.PASSED], "", None, 1)
    assert page.counts == {CheckState.PASSED: 1, CheckState.FAILED: 2, CheckState.QUEUED: 1}


@pytest.mark.parametrize("sort", ["newest", "name", "findings"])
def test_paging_gives_each_file_once(harness: Harness, alice: User, sort: str) -> None:
    added = harness.add_many(alice, *(upload(f"{number % 7}.py") for number in range(250)))
    for _ in range(20):
        harness.check(report(UNUSED_IMPORT))
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        page, cursor = harness.db.call(files.list_page, alice.id, sort, (), "", cursor, 50)
        seen += [file.id for file in page.files]
    assert cursor is None
    assert len(seen) == 250
    assert set(seen) == {file.id for file in added}


@pytest.mark.parametrize(
    "written",
    ["x", "[]", "5", "null", "true", '["a", 1]', "[1]", "[1, true]", "[1, 99999999999999999999]",
     "[99999999999999999999, 1]", '{"a": 1, "b": 2}', "[" * 700],
)  # fmt: skip
def test_an_invalid_cursor_is_refused(harness: Harness, alice: User, written: str) -> None:
    cursor = urlsafe_b64encode(written.encode()).decode()
    with pytest.raises(Invalid):
        harness.db.call(files.list_page, alice.id, "newest", (), "", cursor, 50)


@pytest.mark.parametrize("written", ["[1, 1]", '["\\ud800", 1]'])
def test_a_cursor_of_another_order_is_refused(harness: Harness, alice: User, written: str) -> None:
    cursor = urlsafe_b64encode(written.encode()).decode()
    with pytest.raises(Invalid):
        harness.db.call(files.list_page, alice.id, "name", (), "", cursor, 50)
