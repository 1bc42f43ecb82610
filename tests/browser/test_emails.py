"""What the pages say of emails and of a check that finds the same."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.people import Person


def test_checking_again_with_the_same_result_says_so_and_nothing_was_sent(
    alice_page: Page, alice: Person
) -> None:
    file_id = alice.upload_one("a.py", b"import os\nx=1\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.get_by_role("heading", name="a.py")).to_be_visible()
    expect(alice_page.get_by_text("Same result as before")).to_have_count(0)
    alice_page.get_by_role("button", name="Check again").click()
    expect(alice_page.get_by_text("Same result as before")).to_be_visible()
    expect(alice_page.locator(".facts").get_by_text("Saved on this server", exact=True)).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)


def test_the_list_says_saved_where_there_is_no_mail_server(alice_page: Page, alice: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\nx=1\n"))
    alice_page.goto("/")
    expect(alice_page.get_by_text("Saved on this server").first).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)
