"""After a replacement the page says what is new, fixed and left, and what noqa comments do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import find_violations
from tests.people import Person

BEFORE = b"import os\nimport sys\nl = 1  # noqa\nx = 1  # noqa: E501\n"
AFTER = b"import sys\nimport re\nl = 1  # noqa\nx = 1  # noqa: E501\n"


def test_a_replacement_is_compared_with_the_version_before(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("orders.py", BEFORE)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.get_by_text("2 findings").first).to_be_visible()
    alice.replace(file_id, "orders.py", AFTER)
    compared = alice_page.get_by_role("list", name="Compared with the last complete result")
    expect(compared).to_have_text(re.compile(r"1 new\s*1 fixed\s*1 left"))
    choices = [alice_page.get_by_label(f"{what} this file") for what in ("Profile of", "Emails about")]
    tops = {box["y"] for choice in choices if (box := choice.bounding_box())}
    assert len(tops) == 1, "the choices are in one row"
    expect(alice_page.get_by_role("group", name="New: F401 're' imported but unused, line 2")).to_be_visible()
    alice_page.get_by_role("button", name="New", exact=False).first.click()
    expect(alice_page.get_by_text("1 finding shown")).to_be_attached()
    expect(alice_page.get_by_text("in line 1 before")).to_be_hidden()
    alice_page.get_by_text("1 fixed since the last complete result").click()
    expect(alice_page.get_by_text("'os' imported but unused")).to_be_visible()
    alice_page.get_by_text("1 suppressed by noqa").click()
    expect(alice_page.get_by_text("ambiguous variable name 'l'")).to_be_visible()
    expect(alice_page.get_by_text("E501 suppresses nothing with this profile")).to_be_visible()
    assert find_violations(alice_page) == []
    alice_page.goto("/")
    expect(alice_page.get_by_text("1 new, 1 fixed, 1 left")).to_be_visible()


def test_a_file_that_opts_out_is_not_called_clean(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("quiet.py", b"# flake8: noqa\nimport os\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.get_by_text("This whole file opted out")).to_be_visible()
