"""Finding one's files again."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from lintbox.domain import CheckState, Invalid, User
from lintbox.services import files
from tests.rules.desk import LONG_LINE, UNUSED_IMPORT, Desk, report, upload


def names(desk: Desk, user: User, sort: str = "newest", text: str = "", *states: CheckState) -> list[str]:
    page, _ = desk.db.call(files.list_page, user.id, sort, states, text, None, 50)
    return [file.name for file in page.files]


@pytest.fixture
def shelf(desk: Desk, alice: User) -> Desk:
    for name, said in (
        ("clean.py", report()),
        ("Axe.py", report(UNUSED_IMPORT, LONG_LINE)),
        ("b_100%.py", report(UNUSED_IMPORT)),
    ):
        desk.add(alice, name, name.encode())
        desk.check(said)
    return desk


@pytest.mark.parametrize(
    ("sort", "listed"),
    [
        ("newest", ["b_100%.py", "Axe.py", "clean.py"]),
        ("name", ["Axe.py", "b_100%.py", "clean.py"]),
        ("findings", ["Axe.py", "b_100%.py", "clean.py", "wait.py"]),
    ],
)
def test_the_order_is_as_asked_for(shelf: Desk, alice: User, sort: str, listed: list[str]) -> None:
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
def test_a_name_or_code_is_found(shelf: Desk, alice: User, text: str, listed: list[str]) -> None:
    assert names(shelf, alice, text=text) == listed


@pytest.mark.parametrize("name", ["Übung.py", "übung.py"])
def test_a_name_beyond_ascii_is_found_by_itself(desk: Desk, alice: User, name: str) -> None:
    desk.add(alice, name)
    assert names(desk, alice, text=name) == [name]


def test_a_state_is_found(shelf: Desk, alice: User) -> None:
    assert names(shelf, alice, "newest", "", CheckState.PASSED) == ["clean.py"]


def test_nobody_lists_another_ones_files(shelf: Desk, bob: User) -> None:
    assert names(shelf, bob) == []


def test_every_state_is_counted(shelf: Desk, alice: User) -> None:
    shelf.add(alice, "wait.py")
    page, _ = shelf.db.call(files.list_page, alice.id, "newest", [CheckState.PASSED], "", None, 1)
    assert page.counts == {CheckState.PASSED: 1, CheckState.FAILED: 2, CheckState.QUEUED: 1}


@pytest.mark.parametrize("sort", ["newest", "name", "findings"])
def test_paging_gives_each_file_once(desk: Desk, alice: User, sort: str) -> None:
    added = desk.add_many(alice, *(upload(f"{number % 7}.py") for number in range(250)))
    for _ in range(20):
        desk.check(report(UNUSED_IMPORT))
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        page, cursor = desk.db.call(files.list_page, alice.id, sort, (), "", cursor, 50)
        seen += [file.id for file in page.files]
    assert cursor is None
    assert len(seen) == 250
    assert set(seen) == {file.id for file in added}


@pytest.mark.parametrize(
    "written",
    ["x", "[]", "5", "null", "true", '["a", 1]', "[1]", "[1, true]", "[1, 99999999999999999999]",
     "[99999999999999999999, 1]", '{"a": 1, "b": 2}', "[" * 700],
)  # fmt: skip
def test_a_cursor_that_is_none_is_refused(desk: Desk, alice: User, written: str) -> None:
    cursor = urlsafe_b64encode(written.encode()).decode()
    with pytest.raises(Invalid):
        desk.db.call(files.list_page, alice.id, "newest", (), "", cursor, 50)


@pytest.mark.parametrize("written", ["[1, 1]", '["\\ud800", 1]'])
def test_a_cursor_of_another_order_is_refused(desk: Desk, alice: User, written: str) -> None:
    cursor = urlsafe_b64encode(written.encode()).decode()
    with pytest.raises(Invalid):
        desk.db.call(files.list_page, alice.id, "name", (), "", cursor, 50)
