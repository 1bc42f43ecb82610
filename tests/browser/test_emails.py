"""The state of emails on the pages, and checks with an unchanged result."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.people import Person


def test_an_unchanged_result_is_named_and_sends_no_email(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\nx=1\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.get_by_role("heading", name="a.py")).to_be_visible()
    expect(alice_page.get_by_text("Same result as before")).to_have_count(0)
    alice_page.get_by_role("button", name="Check again").click()
    expect(alice_page.get_by_text("Same result as before")).to_be_visible()
    expect(alice_page.locator(".facts").get_by_text("Saved on this server", exact=True)).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)


def test_without_a_mail_server_the_list_shows_saved_emails(alice_page: Page, alice: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\nx=1\n"))
    alice_page.goto("/")
    expect(alice_page.get_by_text("Saved on this server").first).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)
