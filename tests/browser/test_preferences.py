"""The page "Account", the choice for one file, and the page of the link in emails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lintbox.services import unsubscribing
from tests.browser.conftest import find_violations
from tests.browser.test_access import fits_the_narrowest_window
from tests.people import Person
from tests.running import Running


def test_a_user_chooses_when_emails_are_sent(alice_page: Page, alice: Person) -> None:
    page = alice_page
    file_id = alice.upload_one("a.py", b"x = 1\n")
    alice.wait(file_id)
    page.goto("/")
    page.get_by_label(f"Account: {alice.email}").click()
    page.get_by_role("link", name="Account and emails").click()
    page.get_by_label("When something changed").check()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_label("Your name").fill("x" * 81)
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_label("Your name")).to_have_attribute("aria-invalid", "true")
    assert find_violations(page) == []
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_role("button", name="Save the name").click()
    expect(page.get_by_text("Saved", exact=True)).to_have_count(2)
    page.get_by_label("Profile", exact=True).select_option("strict")
    expect(page.get_by_text("Saved", exact=True)).to_have_count(3)
    assert fits_the_narrowest_window(page)
    chosen = {"result_mail": "changes", "default_profile": "strict", "display_name": "Ada Lovelace"}
    assert alice.api.get("/users/me/preferences").json() == chosen

    page.goto(f"/files/{file_id}")
    emails = page.get_by_label("Emails about this file")
    expect(emails).to_contain_text("As usual (when something changed)")
    with page.expect_response("**/result-mail"):
        emails.select_option("Never")
    page.reload()
    expect(emails).to_have_value("never")
    page.get_by_label(f"Account: {alice.email}").click()
    expect(page.get_by_text("Ada Lovelace")).to_be_visible()


@pytest.fixture
def link(server: Running, alice: Person) -> str:
    """The link in the emails about one of Alice's files."""
    file_id = alice.upload_one("hangman.py", b"x = 1\n")
    user_id = alice.api.get("/session").json()["user"]["id"]
    key = (server.data_dir / "key").read_bytes()
    return f"/emails/off?t={unsubscribing.make_token(key, user_id, file_id)}"


def test_the_link_of_an_email_stops_emails_and_undoes_it_without_signing_in(
    open_context: Callable[..., BrowserContext], alice: Person, link: str
) -> None:
    def read_choice() -> str:
        return str(alice.api.get("/users/me/preferences").json()["result_mail"])

    page = open_context().new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Stop emails about results?")).to_be_visible()
    assert read_choice() == "always"
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)
    page.get_by_role("button", name="Stop only those about hangman.py").click()
    expect(page.get_by_text("None are sent about")).to_be_visible()
    assert read_choice() == "always"
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.get_by_role("heading", name="No more emails about results")).to_be_visible()
    assert read_choice() == "never"
    page.get_by_role("button", name="Send them again").click()
    expect(page.get_by_role("heading", name="Stop emails about results?")).to_be_visible()
    assert read_choice() == "always"
    page.goto("/emails/off?t=x")
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert find_violations(page) == []
