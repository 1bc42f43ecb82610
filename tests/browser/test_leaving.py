"""What is typed is not lost without a question, nor when the session ends."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Page, expect

from tests.people import PASSWORD, Person


def _type_a_name(page: Page) -> None:
    page.goto("/profiles")
    page.get_by_role("link", name="Make a profile").click()
    page.get_by_label("Name of the profile").fill("Half")


def test_a_link_away_from_a_half_filled_form_asks_first(alice_page: Page) -> None:
    page = alice_page
    _type_a_name(page)
    page.get_by_role("link", name="Files", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Stay here").click()
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.get_by_role("link", name="Files", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Files", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Leave the page").click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Name of the profile")).to_have_value("")


def test_the_back_button_asks_first_and_then_leads_where_it_would_have(alice_page: Page) -> None:
    page = alice_page
    _type_a_name(page)
    page.evaluate("history.back()")
    page.get_by_role("dialog").get_by_role("button", name="Stay here").click()
    expect(page).to_have_url(re.compile("/profiles/new$"))
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.evaluate("history.back()")
    page.get_by_role("button", name="Leave the page").click()
    expect(page.get_by_role("heading", name="Profiles", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("/profiles$"))
    page.evaluate("history.forward()")
    expect(page.get_by_label("Name of the profile")).to_have_value("")


def test_closing_the_tab_asks_for_a_form_and_for_pasted_code(alice_page: Page) -> None:
    page = alice_page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/")
    page.get_by_role("button", name="Paste code").click()
    page.get_by_label("Code", exact=True).click()
    page.keyboard.type("x = 1")
    page.keyboard.press("Escape")
    page.evaluate("location.reload()")
    expect(page.get_by_role("button", name="Paste code")).to_be_visible()
    page.get_by_role("button", name="Paste code").click()
    expect(page.get_by_label("Code", exact=True)).to_have_value("x = 1")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("row", name=re.compile("pasted.py"))).to_be_visible()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload"]


def test_a_form_that_was_saved_or_not_touched_is_left_at_once(alice_page: Page) -> None:
    page = alice_page
    _type_a_name(page)
    page.get_by_role("button", name="Make the profile").click()
    expect(page.get_by_role("heading", name="Profiles", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change Half").click()
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def test_a_tab_says_why_its_session_ended_and_keeps_what_was_typed(alice_page: Page, alice: Person) -> None:
    page, other = alice_page, alice_page.context.new_page()
    _type_a_name(page)
    other.goto("/")
    other.locator("summary", has_text=alice.email).click()
    other.get_by_role("button", name="Sign out").click()
    note = page.get_by_role("status").filter(has_text="Your session has ended.")
    expect(note).to_contain_text("You signed out in another tab. What you typed is kept in this tab")
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Leave without saving?")


def test_a_session_ended_from_elsewhere_says_so(alice_page: Page) -> None:
    alice_page.goto("/")
    expect(alice_page.get_by_label("Choose files")).to_be_attached()
    alice_page.context.request.delete("/api/v1/session")
    expect(alice_page.get_by_text("Your session has ended.")).to_be_visible()
    expect(alice_page.get_by_text("or the password was changed")).to_be_visible()


def test_what_was_said_of_one_page_is_not_there_on_the_next(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"import os\n")
    alice.wait(file_id)
    page = alice_page
    page.goto("/profiles")
    page.get_by_role("button", name="Make default: First course").click()
    said = page.get_by_text("“First course” is your default.")
    expect(said).to_be_visible()
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    expect(said).to_have_count(0)
    page.get_by_label("Choose files").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    expect(page.get_by_text("notes.txt was not taken.")).to_be_visible()
    page.get_by_role("link", name="game.py", exact=True).click()
    expect(page.get_by_role("heading", name="game.py")).to_be_visible()
    expect(page.get_by_text("notes.txt was not taken.")).to_have_count(0)
