from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations
from tests.people import PASSWORD, Person
from tests.running import Running

Open = Callable[..., BrowserContext]


def test_the_setup_link_creates_one_administrator(open_context: Open, start: Callable[..., Running]) -> None:
    running = start()
    page = open_context(base_url=running.url, reduced_motion="reduce").new_page()
    page.goto(f"/setup#token={running.setup_token}")
    page.get_by_label("E-mail address").fill("grace@")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_label("E-mail address")).to_have_value("grace@")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    assert find_violations(page) == []

    page.get_by_label("E-mail address").fill("grace@school.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("grace@school.example is the administrator of this server.")).to_be_visible()
    expect(page).not_to_have_url(re.compile("token"))
    assert find_violations(page) == []

    other = open_context(base_url=running.url).new_page()
    other.goto(f"/setup#token={running.setup_token}")
    expect(other.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert find_violations(other) == []


def test_a_forgotten_password_is_reset(open_context: Open, server: Running, alice: Person) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_role("link", name="Forgot the password?").click()
    expect(page.get_by_label("E-mail address")).to_have_value(alice.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("Ask the person who runs this server.")).to_be_visible()
    assert find_violations(page) == []

    page.goto(_find_reset_link(page, server, alice))
    page.get_by_label("New password", exact=True).fill("four other strange words")
    assert find_violations(page) == []
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("The new password is set.")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_label("E-mail address")).to_have_value(alice.email)
    page.get_by_label("Password", exact=True).fill("four other strange words")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def _find_reset_link(page: Page, server: Running, person: Person) -> str:
    """Wait for the email in the local mailbox."""
    for _ in range(100):
        for path in server.find_email_files():
            email = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = email.get_body(("plain",))
            text = body.get_content() if body else ""
            if email["To"] == person.email and (found := re.search(r"\S+/reset#token=\S+", text)):
                return found[0]
        page.wait_for_timeout(100)
    raise AssertionError("no email with a reset link")
