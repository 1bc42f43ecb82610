"""Unsaved input is lost only after a confirmation, and survives the end of the session."""

from __future__ import annotations

import re

from playwright.sync_api import Dialog, Page, Route, expect

from tests.people import PASSWORD, Person


def _begin_a_profile(page: Page) -> None:
    page.goto("/profiles")
    page.get_by_role("link", name="Make a profile").click()
    page.get_by_label("Name of the profile").fill("Half")


def test_leaving_an_unsaved_form_by_a_link_asks_first(alice_page: Page) -> None:
    page = alice_page
    _begin_a_profile(page)
    page.get_by_role("link", name="Files", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Stay here").click()
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Files", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Leave the page").click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Name of the profile")).to_have_value("")


def test_leaving_an_unsaved_form_by_the_back_button_asks_first(alice_page: Page) -> None:
    page = alice_page
    _begin_a_profile(page)
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


def _stay_when_asked(page: Page) -> list[str]:
    """Refuse to leave the page; return the kinds of dialogs that asked, which grows."""
    shown: list[str] = []

    def stay(dialog: Dialog) -> None:
        shown.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return shown


def test_closing_the_tab_asks_about_pasted_code(alice_page: Page) -> None:
    page = alice_page
    shown = _stay_when_asked(page)
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
    assert shown == ["beforeunload"]
    page.reload()
    assert shown == ["beforeunload"]


def test_reloading_during_an_upload_asks_first(alice_page: Page) -> None:
    page = alice_page
    shown = _stay_when_asked(page)
    held: list[Route] = []
    page.route("**/api/v1/files", lambda route: held.append(route), times=1)
    page.goto("/")
    page.get_by_label("Choose files").set_input_files(
        {"name": "orders.py", "mimeType": "text/x-python", "buffer": b"x = 1\n"}
    )
    expect(page.get_by_text("orders.py")).to_be_visible()
    page.get_by_role("heading", name="Files", exact=True).click()
    page.evaluate("location.reload()")
    assert shown == ["beforeunload"]
    held[0].continue_()
    expect(page.get_by_role("row", name=re.compile("orders.py"))).to_be_visible()
    page.reload()
    assert shown == ["beforeunload"]


def test_leaving_a_saved_or_unchanged_form_asks_nothing(alice_page: Page) -> None:
    page = alice_page
    _begin_a_profile(page)
    page.get_by_role("button", name="Make the profile").click()
    expect(page.get_by_role("heading", name="Profiles", exact=True)).to_be_visible()
    page.get_by_role("link", name="Change Half").click()
    expect(page.get_by_label("Name of the profile")).to_have_value("Half")
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def test_a_tab_tells_why_its_session_ended_and_keeps_unsaved_input(alice_page: Page, alice: Person) -> None:
    page, other = alice_page, alice_page.context.new_page()
    _begin_a_profile(page)
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


def test_a_session_ended_on_another_device_is_reported(alice_page: Page) -> None:
    alice_page.goto("/")
    expect(alice_page.get_by_label("Choose files")).to_be_attached()
    alice_page.context.request.delete("/api/v1/session")
    expect(alice_page.get_by_text("Your session has ended.")).to_be_visible()
    expect(alice_page.get_by_text("or the password was changed")).to_be_visible()


def test_messages_close_when_the_page_is_left(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"import os\n")
    alice.wait(file_id)
    page = alice_page
    page.goto("/profiles")
    page.get_by_role("button", name="Make default: First course").click()
    message = page.get_by_text("“First course” is your default.")
    expect(message).to_be_visible()
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    expect(message).to_have_count(0)
    page.get_by_label("Choose files").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}
    )
    expect(page.get_by_text("notes.txt was not accepted.")).to_be_visible()
    page.get_by_role("link", name="game.py", exact=True).click()
    expect(page.get_by_role("heading", name="game.py")).to_be_visible()
    expect(page.get_by_text("notes.txt was not accepted.")).to_have_count(0)
