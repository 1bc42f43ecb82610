"""The source, as whoever reads it sees it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.people import Person


def test_what_hides_in_the_source_or_turns_it_is_seen(alice_page: Page, alice: Person) -> None:
    source = "x = 'user\u202e'  # \u2066admin\u2069\n\ty = 'a\u200bb'\n".encode()
    file_id = alice.upload_one("trojan.py", source)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1 code")).to_have_text(r"x = 'user\u202e'  # \u2066admin\u2069")
    expect(alice_page.locator("#L2 code")).to_have_text("\ty = 'a\\u200bb'")
    expect(alice_page.locator("#L1 .unseen")).to_have_count(3)
