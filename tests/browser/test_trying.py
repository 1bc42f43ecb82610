"""/try: a text is checked as it is typed, by users, and by visitors where the server admits them."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts import add_user
from tests.browser.conftest import find_violations, sign_in
from tests.people import Person
from tests.running import Running

Start = Callable[..., Running]


def test_a_visitor_tries_and_keeps_the_text_after_signing_in(
    start: Start, open_context: Callable[..., BrowserContext]
) -> None:
    server = start(public_try="on")
    context = open_context(base_url=server.url)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/try")
    code = page.get_by_role("textbox", name="Code of try.py")
    expect(code).to_be_focused()
    verdict = page.get_by_role("status").filter(has_text="finding")
    expect(verdict).to_have_text(re.compile(r"^\d+ findings$"))
    page.keyboard.press("Control+a")
    page.keyboard.type("import os\n")
    expect(verdict).to_have_text("1 finding")
    expect(page.get_by_role("link", name="Sign in to save it")).to_be_visible()
    assert find_violations(page) == []

    alice = Person(server.url, "alice")
    sign_in(context, alice.resume(add_user(server.data_dir, alice.email)))
    page.reload()
    expect(code).to_contain_text("import os")
    page.get_by_role("textbox", name="Name").fill("mine")
    assert find_violations(page) == []
    page.get_by_role("button", name="Save as a file").click()
    expect(page.get_by_role("heading", name="mine.py")).to_be_visible()
    expect(page.get_by_text("'os' imported but unused").first).to_be_visible()
    alice.api.close()


def test_the_example_of_a_code_is_tried(alice_page: Page) -> None:
    alice_page.goto("/codes/E711")
    alice_page.get_by_role("link", name="Try it").click()
    findings = alice_page.get_by_role("region", name="Findings", exact=True)
    expect(findings.get_by_role("button")).to_have_text([re.compile("E711")])
    findings.get_by_role("button").click()
    expect(alice_page.get_by_role("textbox", name="Code of try.py")).to_be_focused()
    expect(alice_page.get_by_role("link", name="All about E711")).to_be_visible()


def test_a_visitor_signs_in_first_where_the_server_does_not_admit_visitors(page: Page) -> None:
    page.goto("/try")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.url.endswith("next=%2Ftry")
