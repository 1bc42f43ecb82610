"""A review of a file with many findings, with the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import find_violations
from tests.people import Person

# 200 findings: each third line compares with None, and each name is undefined.
MANY = b"\n".join(b"x = total%d == None\nprint(x)\n" % number for number in range(100))


def test_a_file_is_reviewed_with_the_keyboard_alone(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("review.py", MANY)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1")).to_be_visible()
    press, type_ = alice_page.keyboard.press, alice_page.keyboard.type
    focused = alice_page.locator(":focus")

    press("?")
    keys = alice_page.get_by_role("dialog", name="Keys of this page")
    expect(keys.get_by_role("row", name="j Next finding")).to_be_visible()
    press("j")
    expect(keys).to_be_visible()
    assert find_violations(alice_page) == []
    press("Escape")
    expect(keys).to_have_count(0)

    for step in range(20):
        press("n" if step % 2 else "j")
    expect(alice_page.get_by_text("20 of 200").first).to_be_visible()
    expect(alice_page).to_have_url(re.compile("#L28-E711$"))
    expect(focused).to_have_attribute("aria-label", re.compile("^E711 .* line 28$"))
    press("Enter")
    expect(focused.get_by_role("link", name="More about E711")).to_be_visible()
    press("Escape")
    expect(focused).to_have_attribute("id", "finding-19")
    expect(focused.get_by_role("link")).to_have_count(1)  # its own

    press("/")
    type_("TOTAL9")
    count = alice_page.get_by_role("search", name="Find in this file").get_by_role("status")
    # total9, total90 … total99, each in its line and in a message; from the first line in the window on
    expect(count).to_have_text("1 of 22")
    press("Shift+Enter")
    expect(count).to_have_text("22 of 22")
    press("Enter")
    press("Enter")
    expect(count).to_have_text("2 of 22")
    expect(alice_page.locator(".found.now")).to_have_text("undefined name 'total9'")
    expect(alice_page.locator("#L28 code .found")).to_have_text("total9")
    type_("no such text")
    expect(count).to_have_text("No match")
    press("Control+a")
    type_("total42")
    expect(alice_page.locator("#L127 .found.now")).to_be_in_viewport()
    press("Escape")
    expect(count).to_have_count(0)
    press("Tab")
    expect(focused).to_have_attribute("aria-label", re.compile("total42.* line 127$"))
    press("p")
    expect(focused).to_have_attribute("aria-label", re.compile("line 124$"))
    press("l")
    expect(alice_page.locator("[id^=entry]:focus")).to_contain_text("124")


def test_a_link_to_a_finding_focuses_it(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("linked.py", b"x = [1,2,3]\n" + b"z = 1\n" * 90 + b"y = [4,5,6]\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}#L92-E231-2")
    expect(alice_page.locator("#L92 .finding").nth(1)).to_be_focused()
    expect(alice_page.locator("#L92")).to_be_in_viewport()
    expect(alice_page.locator("#L92 .at").nth(1)).to_have_attribute("href", "#L92-E231-2")


def test_a_dialog_longer_than_the_window_begins_at_its_title(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    alice_page.set_viewport_size({"width": 360, "height": 400})
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1")).to_be_visible()
    alice_page.keyboard.press("?")
    dialog = alice_page.get_by_role("dialog", name="Keys of this page")
    expect(dialog.get_by_role("heading")).to_be_in_viewport()
    expect(dialog.get_by_role("button", name="Close")).not_to_be_in_viewport()
    alice_page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    alice_page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
