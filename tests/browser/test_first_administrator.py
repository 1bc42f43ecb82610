from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations
from tests.people import PASSWORD, Person
from tests.running import Running

Open = Callable[..., BrowserContext]
LOCAL_MAIL = "Emails are on the console of Lintbox, and in the folder mail of its data directory."


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
    expect(page.get_by_text(LOCAL_MAIL)).to_be_visible()
    expect(page.get_by_text("lintbox admin reset")).to_be_visible()
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


def test_who_registers_reads_the_same_about_emails_as_who_forgot_the_password(open_context: Open) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    _sign_up(page, "dora@school.example")
    expect(page.get_by_role("heading", name="Here is your link")).to_be_visible()
    expect(page.get_by_text(LOCAL_MAIL)).to_be_visible()


def test_who_registers_from_another_machine_reads_what_an_administrator_can_do(open_context: Open) -> None:
    proxied = {"X-Forwarded-For": "192.0.2.1"}
    page = open_context(reduced_motion="reduce", extra_http_headers=proxied).new_page()
    _sign_up(page, "erna@school.example")
    expect(page.get_by_role("heading", name="Ask your administrator")).to_be_visible()
    expect(page.get_by_text(LOCAL_MAIL)).to_be_visible()
    expect(page.get_by_text("lintbox admin verify")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("E-mail address").fill("erna@school.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert").get_by_text("lintbox admin verify")).to_be_visible()


def _sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create").click()


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
