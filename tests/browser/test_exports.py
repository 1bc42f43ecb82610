"""The menu "Export" on a file's page, for a selection, and for the files that match the filter."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import find_violations
from tests.people import Person

FAULTY = b"import os\n"


def save(page: Page, item: Locator) -> tuple[str, str]:
    """Press Enter on an item of the menu; return the name and the text of the saved file."""
    with page.expect_download() as download:
        item.press("Enter")
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8-sig")


def test_results_are_exported_with_the_keyboard(alice: Person, alice_page: Page) -> None:
    page = alice_page
    ids = {
        name: alice.upload_one(name, data)
        for name, data in {"é.py": FAULTY, "b.py": FAULTY, "c.py": b""}.items()
    }
    for file_id in ids.values():
        alice.wait(file_id)

    page.goto(f"/files/{ids['é.py']}")
    menu = page.get_by_label("Export é.py", exact=True)
    menu.press("Enter")
    assert find_violations(page) == []
    name, text = save(page, page.get_by_role("button", name="Text the rows of flake8"))
    assert (name, text) == ("é.py.txt", "é.py:1:1: F401 'os' imported but unused\n")
    expect(page.get_by_role("status").filter(has_text="Exported as é.py.txt.")).to_be_visible()
    expect(menu).to_be_focused()

    page.goto("/?state=failed")
    page.get_by_label("Export these files", exact=True).press("Enter")
    name, text = save(page, page.get_by_role("button", name="CSV"))
    rows = list(csv.DictReader(text.splitlines()))
    assert (name, [row["file"] for row in rows]) == ("findings.csv", ["b.py", "é.py"])

    page.goto("/")
    page.get_by_label("Select c.py").check()
    page.get_by_label("Export the selected files", exact=True).press("Enter")
    assert find_violations(page) == []
    _, text = save(page, page.get_by_role("button", name="JSON"))
    assert '"name": "c.py"' in text
    assert '"name": "b.py"' not in text


def test_an_export_that_fails_says_why(alice: Person, alice_page: Page) -> None:
    file_id = alice.upload_one("a.py", FAULTY)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.route("**/export?*", lambda route: route.abort())
    alice_page.get_by_label("Export a.py", exact=True).click()
    alice_page.get_by_role("button", name="SARIF").click()
    expect(
        alice_page.get_by_role("status").filter(has_text="Not exported. The server does not answer.")
    ).to_be_visible()
