"""One-time links: intact, rewritten, truncated, opened in another browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations, sign_in
from tests.people import PASSWORD, Person

NewPerson = Callable[[str], Person]


def register(person: Person, password: str = PASSWORD) -> str:
    return str(person.register(password).json()["verify_url"])


def confirm(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Confirm the address").click()


def test_a_link_opened_in_another_browser_asks_for_the_password(page: Page, charlie: Person) -> None:
    page.goto(register(charlie))
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.get_by_text("Write the password that you registered with.")).to_be_visible()
    confirm(page, "none of these words")
    expect(page.get_by_text("This is not the password that you registered with.")).to_be_visible()
    expect(page.get_by_role("link", name="Register again")).to_be_visible()
    assert find_violations(page) == []
    confirm(page)
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    assert page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])").count(PASSWORD) == 0


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        ("#token=", "%23token="),
        ("#token=", "%2523token%3D"),
        ("#token=", "?token="),
        ("#token=", "#token=3D"),
    ],
)
def test_a_link_rewritten_by_a_mail_program_works(
    page: Page, charlie: Person, sent: str, received: str
) -> None:
    page.goto(register(charlie).replace(sent, received))
    confirm(page)
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def test_a_skip_link_keeps_the_token_in_the_address(page: Page, charlie: Person) -> None:
    url = register(charlie)
    page.goto(url)
    skip = page.get_by_role("link", name="Skip to the content")
    skip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    expect(page).to_have_url(url)
    confirm(page)
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def test_a_truncated_link_can_be_pasted(page: Page, charlie: Person) -> None:
    url = register(charlie)
    page.goto(url.partition("#")[0])
    expect(page.get_by_role("heading", name="This link arrived incomplete")).to_be_visible()
    page.get_by_role("button", name="Open the link").click()
    expect(page.get_by_text("Paste the whole link, to its last character.")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_label("Link from the email").fill(f"<{url}>")
    page.get_by_role("button", name="Open the link").click()
    confirm(page)
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


@pytest.mark.parametrize("page_name", ["reset", "setup"])
def test_truncated_reset_and_setup_links_are_reported(page: Page, page_name: str) -> None:
    page.goto(f"/{page_name}")
    if page_name == "reset":
        page.get_by_text("You came here by a link from an email?").click()
    expect(page.get_by_text("incomplete")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_label("Link from").fill("https://lint.school.example/x#token=abc")
    page.get_by_role("button", name="Open the link").click()
    title = "Set a new password" if page_name == "reset" else "This link does not work any more"
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_confirming_a_user_with_different_passwords_issues_a_reset_link(
    open_context: Callable[..., BrowserContext], dora: Person, new_person: NewPerson
) -> None:
    erin = new_person("erin")
    erin.register("the words of a stranger")
    erin.register()
    context = open_context()
    sign_in(context, dora)
    page = context.new_page()
    page.goto("/admin/users")
    page.get_by_label("Find by address or name").fill(erin.email)
    page.get_by_role("button", name=f"Confirm {erin.email}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("none of them is accepted")
    assert find_violations(page) == []
    url = dialog.locator("code").inner_text()
    assert erin.sign_in("the words of a stranger").status_code == 401

    mine = open_context().new_page()
    mine.goto(url)
    mine.get_by_label("New password").fill(PASSWORD)
    mine.get_by_role("button", name="Set the password").click()
    expect(mine.get_by_text("The new password is set.")).to_be_visible()
    assert erin.sign_in().status_code == 200
