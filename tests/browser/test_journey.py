from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations, refuse, sign_in
from tests.people import PASSWORD, Person
from tests.running import Running

FAULTY = b"import os\n\n\ndef pay(amount):\n    if amount == None:\n        return totl\n"
CLEAN = b'print("hello")\n'
_PASTE = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})) }"


def test_from_sign_up_to_findings_and_the_email(page: Page, server: Running, tmp_path: Path) -> None:
    charlie = Person(server.url, "charlie")
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("E-mail address").fill(charlie.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()

    page.get_by_role("link", name="Open the link").click()
    expect(page.get_by_label("Password", exact=True)).to_have_value(PASSWORD)
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.get_by_text(f"{charlie.email} is confirmed. Welcome.")).to_be_visible()
    expect(page).not_to_have_url(re.compile("token"))

    faulty = tmp_path / "pay.py"
    faulty.write_bytes(FAULTY)
    page.get_by_label("Choose files").set_input_files(faulty)
    row = page.get_by_role("row", name=re.compile("pay.py"))
    expect(row).to_contain_text("Needs work")
    expect(row).to_contain_text("3 findings")
    page.get_by_role("link", name="pay.py", exact=True).click()

    expect(page.get_by_role("heading", name="pay.py")).to_be_visible()
    expect(page.locator("#L6")).to_contain_text("undefined name 'totl'")
    page.get_by_role("button", name="Check again").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Replace").click()
    replacement = tmp_path / "paid.py"
    replacement.write_bytes(CLEAN)
    chooser.value.set_files(replacement)
    expect(page.get_by_role("heading", name="paid.py")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Passed")).to_be_visible()

    page.get_by_role("button", name="Delete this file").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="paid.py")).to_have_count(0)

    page.get_by_role("button", name=re.compile("Account")).or_(page.locator("summary", has_text="@")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    emails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in server.find_email_files()
    ]
    subjects = [email["Subject"] for email in emails if email["To"] == charlie.email]
    assert any("pay.py: 3 findings" in subject for subject in subjects)
    charlie.api.close()


def test_another_tab_follows_without_a_reload(alice_page: Page, alice: Person) -> None:
    other = alice_page.context.new_page()
    for tab in (alice_page, other):
        tab.goto("/")
        expect(tab.get_by_label("Choose files")).to_be_attached()
    alice.upload_one("late.py", FAULTY)
    for tab in (alice_page, other):
        expect(tab.get_by_role("row", name=re.compile("late.py"))).to_contain_text("3 findings")


def test_signing_in_returns_to_the_requested_line(
    open_context: Callable[..., BrowserContext], alice: Person
) -> None:
    file_id = alice.upload_one("deep.py", FAULTY)
    alice.wait(file_id)
    page = open_context().new_page()
    page.goto(f"/files/{file_id}#L5")
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/files/{file_id}#L5$"))
    expect(page.locator("#L5")).to_be_in_viewport()


def test_pasted_code_is_checked_under_its_name(alice_page: Page) -> None:
    alice_page.goto("/")
    alice_page.get_by_role("button", name="Paste code").click()
    dialog = alice_page.get_by_role("dialog")
    dialog.get_by_label("Name of the file").fill("pasted")
    dialog.get_by_label("Code").fill("import sys\n")
    dialog.get_by_role("button", name="Check it").click()
    expect(alice_page.get_by_role("row", name=re.compile("pasted.py"))).to_contain_text("1 finding")


def test_a_refused_paste_stays_in_its_dialog(alice_page: Page) -> None:
    page = alice_page
    page.goto("/")
    page.get_by_role("button", name="Paste code").click()
    dialog = page.get_by_role("dialog")
    name, code = dialog.get_by_label("Name of the file"), dialog.get_by_label("Code")
    send = dialog.get_by_role("button", name="Check it")
    name.fill("x" * 300)
    # at once: as by typing, this many lines take the browser half a minute
    code.evaluate(_PASTE, "import sys\n" * 25_000)
    send.click()
    expect(dialog.get_by_text("A name has 1 to")).to_be_visible()
    expect(name).to_be_focused()
    assert find_violations(page) == []
    name.fill("a/b.py")
    expect(dialog.get_by_text("It will be called b.py.")).to_be_visible()
    send.click()
    expect(dialog.get_by_text("Too long: 25,000 lines")).to_be_visible()
    expect(code).to_be_focused()
    page.route("**/api/v1/files", refuse, times=1)
    code.evaluate(_PASTE, "import sys\n")
    send.click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    expect(code).to_have_value("import sys\n")
    send.click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="b.py", exact=True)).to_be_visible()
    page.get_by_role("button", name="Paste code").click()
    expect(code).to_have_value("")


def test_a_file_that_is_not_python_is_rejected_with_its_name(alice_page: Page, tmp_path: Path) -> None:
    notes, code = tmp_path / "notes.txt", tmp_path / "code.py"
    notes.write_bytes(b"hello")
    code.write_bytes(CLEAN)
    alice_page.goto("/")
    alice_page.get_by_label("Choose files").set_input_files([notes, code])
    expect(alice_page.get_by_role("row", name=re.compile("code.py"))).to_contain_text("Passed")
    expect(alice_page.get_by_text("notes.txt")).to_be_visible()


def test_an_invalid_form_keeps_its_input_and_shows_errors_beside_the_fields(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail address").fill("ada@")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Create the account").click()
    email = page.get_by_label("E-mail address")
    expect(email).to_have_value("ada@")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()
    expect(page.get_by_text("Too short: 5 characters")).to_be_visible()


def test_j_and_k_step_through_the_findings(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("keys.py", FAULTY)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1")).to_be_visible()
    alice_page.keyboard.press("j")
    alice_page.keyboard.press("j")
    expect(alice_page).to_have_url(re.compile("#L5-E711$"))
    alice_page.keyboard.press("k")
    expect(alice_page).to_have_url(re.compile("#L1-F401$"))


def test_a_banner_is_shown_while_the_server_does_not_answer(
    open_context: Callable[..., BrowserContext], start: Callable[..., Running]
) -> None:
    running = start()
    alice = Person(running.url, "alice").sign_up()
    context = open_context(base_url=running.url)
    sign_in(context, alice)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_label("Choose files")).to_be_attached()
    running.kill()
    banner = page.get_by_text("The server does not answer.", exact=True)
    expect(banner).to_be_visible(timeout=20_000)
    start(port=httpx.URL(running.url).port)
    expect(banner).to_have_count(0, timeout=30_000)
    alice.upload_one("after.py", CLEAN)
    expect(page.get_by_role("row", name=re.compile("after.py"))).to_contain_text("Passed")
    alice.api.close()
