"""Uploads with the name of an earlier file: replace it or keep both."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import count_result_emails, find_violations
from tests.people import Person

FAULTY = b"import os\n"
CLEAN = b"x = 1\n"


def _choose(page: Page, **files: bytes) -> None:
    chosen = [
        FilePayload(name=f"{name}.py", mimeType="text/x-python", buffer=data) for name, data in files.items()
    ]
    page.get_by_label("Choose files").set_input_files(chosen)


def test_the_earlier_file_is_replaced_and_keeps_its_address(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    alice_page.goto("/")
    _choose(alice_page, orders=CLEAN)
    button = alice_page.get_by_role("button", name="Replace orders.py", exact=True).first
    expect(alice_page.get_by_text("You have another orders.py.")).to_be_visible()
    assert find_violations(alice_page) == []
    button.focus()
    alice_page.keyboard.press("Enter")
    expect(alice_page.get_by_text("orders.py is replaced.")).to_be_visible()
    rows = alice_page.get_by_role("row", name=re.compile("orders.py"))
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Passed")
    assert [file["id"] for file in alice.api.get("/files").json()["files"]] == [file_id]


def test_both_are_kept_by_a_click_or_without_an_answer(alice_page: Page, alice: Person) -> None:
    alice.upload_one("orders.py", FAULTY)
    alice_page.goto("/")
    _choose(alice_page, orders=CLEAN)
    alice_page.get_by_role("button", name="Keep both").click()
    expect(alice_page.get_by_text("You have another")).to_have_count(0)
    _choose(alice_page, other=CLEAN)
    expect(alice_page.get_by_role("row", name=re.compile("other.py"))).to_be_visible()
    assert alice.api.get("/files").json()["total"] == 3


def test_several_name_conflicts_are_resolved_one_by_one(
    alice_page: Page, alice: Person, dora: Person
) -> None:
    for name in ("one.py", "two.py", "three.py"):
        alice.wait(alice.upload_one(name, FAULTY))
    alice_page.goto("/")
    _choose(alice_page, one=CLEAN, two=CLEAN, three=CLEAN, four=CLEAN)
    expect(alice_page.get_by_text("3 of these files have the name of an earlier one.")).to_be_visible()
    assert find_violations(alice_page) == []
    alice_page.get_by_role("button", name="Keep both: two.py").click()
    alice_page.get_by_role("button", name="Replace all 2").click()
    expect(alice_page.get_by_text("2 files replaced.")).to_be_visible()
    files = [alice.wait(file["id"]) for file in alice.api.get("/files").json()["files"]]
    assert sorted(file["name"] for file in files) == ["four.py", "one.py", "three.py", "two.py", "two.py"]
    assert count_result_emails(dora, alice) == 3 + 1 + 1  # of three uploads, one upload, and the replacements


def test_files_of_one_upload_with_the_same_name_replace_nothing(alice_page: Page, alice: Person) -> None:
    alice.upload_one("__init__.py", b"")
    alice_page.goto("/")
    same = FilePayload(name="__init__.py", mimeType="text/x-python", buffer=CLEAN)
    alice_page.get_by_label("Choose files").set_input_files([same, same])
    expect(alice_page.get_by_role("row", name=re.compile("__init__.py"))).to_have_count(3)
    expect(alice_page.get_by_text("You have another")).to_have_count(0)
