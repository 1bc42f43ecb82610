"""A read-only link: made by the owner, read by a person without an account, ended."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import find_violations, refuse
from tests.browser.test_access import fits_the_narrowest_window
from tests.people import Person


def test_a_link_is_made_read_by_a_visitor_and_ended(alice_page: Page, page: Page, alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"import os\n\n\nprint( 'game' )\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.get_by_role("button", name="Share").click()
    dialog = alice_page.get_by_role("dialog", name="Share game.py")
    expect(dialog.get_by_text("No link leads to this file.")).to_be_visible()
    expect(dialog.get_by_label("The link ends")).to_have_value("7")
    dialog.get_by_role("button", name="Make a link").click()
    expect(dialog.get_by_text("The link is ready.")).to_be_visible()
    assert find_violations(alice_page) == []
    assert fits_the_narrowest_window(alice_page)
    url = dialog.get_by_text("/shared/").inner_text()

    page.goto(url)
    expect(page.get_by_role("heading", name="game.py")).to_be_visible()
    expect(page.locator('meta[name="robots"]')).to_have_attribute("content", "noindex, nofollow")
    page.locator("#finding-0").get_by_role("button", name="F401", exact=True).click()
    expect(page.get_by_text("Import never used")).to_be_visible()
    expect(page.get_by_text(alice.email)).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Replace|Check again|Delete|Share"))).to_have_count(0)
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)

    dialog.get_by_role("button", name=re.compile("End now")).click()
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    dialog.get_by_role("button", name="End the link").click()
    expect(dialog.get_by_text("No link leads to this file.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="This link shows nothing")).to_be_visible()
    assert find_violations(page) == []


def test_a_failed_dialog_says_so_and_tries_again(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.route(f"**/files/{file_id}/shares", refuse)
    alice_page.get_by_role("button", name="Share").click()
    dialog = alice_page.get_by_role("dialog")
    expect(dialog.get_by_text("The links could not be read.")).to_be_visible()
    dialog.get_by_role("button", name="Make a link").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    alice_page.unroute(f"**/files/{file_id}/shares")
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog.get_by_text("No link leads to this file.")).to_be_visible()
