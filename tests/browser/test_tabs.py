"""The tabs of a browser share the session; a page never shows data of a previous user."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.people import PASSWORD, Person


def sign_out(page: Page, person: Person) -> None:
    page.locator("summary", has_text=person.email).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_signing_out_in_one_tab_signs_out_all_tabs(alice_page: Page, alice: Person) -> None:
    other = alice_page.context.new_page()
    for tab in (alice_page, other):
        tab.goto("/")
        expect(tab.get_by_label("Choose files")).to_be_attached()
    sign_out(alice_page, alice)
    # Faster than the event stream would report it.
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible(timeout=5000)


def test_the_next_user_sees_nothing_of_the_previous_one(alice_page: Page, alice: Person, bob: Person) -> None:
    other = alice_page.context.new_page()
    for tab in (alice_page, other):
        tab.goto("/")
        plan = FilePayload(name="secret-plan.txt", mimeType="text/plain", buffer=b"x")
        tab.get_by_label("Choose files").set_input_files(plan)
        expect(tab.get_by_text("secret-plan.txt")).to_be_visible()
    sign_out(alice_page, alice)
    alice_page.get_by_label("E-mail address").fill(bob.email)
    alice_page.get_by_label("Password", exact=True).fill(PASSWORD)
    alice_page.get_by_role("button", name="Sign in").click()
    for tab in (alice_page, other):
        expect(tab.locator("summary", has_text=bob.email)).to_be_visible()
        expect(tab.get_by_label("Choose files")).to_be_attached()
        expect(tab.get_by_text("secret-plan.txt")).to_have_count(0)
