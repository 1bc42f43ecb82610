"""Use of the pages with the keyboard only: from sign-up to sign-out, and the administration."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.people import PASSWORD, Person
from tests.running import Running

Open = Callable[..., BrowserContext]
FAULTY = b"import os\n\n\ndef pay(amount):\n    if amount == None:\n        return totl\n"
MOST_TABS = 60
# The focused element: its tag, its accessible name, and whether its focus ring is visible.
FOCUSED = """() => {
  const element = document.activeElement;
  const finding = element.matches(".finding") && element.querySelector(".flat");
  const outlined = element.matches("input[type=file]") ? element.parentElement : finding || element;
  const name = element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent;
  return [element.tagName, name.trim(), getComputedStyle(outlined).outlineStyle !== "none"];
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self._page = page
        # Registered before the first key, so that Playwright intercepts file choosers.
        page.on("filechooser", lambda _: None)
        self.press = page.keyboard.press
        self.type = page.keyboard.type

    def reach(self, name: str, key: str = "Tab") -> None:
        """Press Tab until the control with this name has the focus, which is always visible."""
        passed = []
        for _ in range(MOST_TABS):
            self.press(key)
            tag, focused, visible = self._page.evaluate(FOCUSED)
            assert visible or tag in ("BODY", "H1"), f"the focus on {focused!r} is not visible"
            if re.match(name, focused):
                return
            passed.append(focused)
        raise AssertionError(f"no {name!r} among {passed}")

    def go(self, name: str, heading: str | re.Pattern[str]) -> None:
        """Follow a link or press a button to another page, whose heading gets the focus."""
        self.reach(name)
        self.press("Enter")
        expect(self._page.get_by_role("heading", name=heading, level=1)).to_be_focused()

    def open_dialog(self) -> None:
        self.press("Enter")
        expect(self._page.get_by_role("dialog")).to_be_visible()

    def close_dialog(self) -> None:
        self.press("Escape")
        expect(self._page.locator("dialog")).to_have_count(0)

    def choose_file(self, path: Path) -> None:
        with self._page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(path)


def test_the_whole_journey_works_with_the_keyboard(page: Page, server: Running, tmp_path: Path) -> None:
    keys, charlie = Keyboard(page), Person(server.url, "charlie")
    (tmp_path / "pay.py").write_bytes(FAULTY)
    (tmp_path / "paid.py").write_bytes(b"x = 1  # " + b"x" * 85 + b"\n")
    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.go("Create an account", "Create an account")
    keys.reach("E-mail address")
    keys.type(charlie.email)
    keys.reach("Password")
    keys.type("short")
    keys.press("Enter")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    keys.press("Control+a")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Here is your link")).to_be_focused()
    keys.go("Open the link", "Confirm your address")
    keys.go("Confirm the address", "Files")

    keys.reach("Choose files")
    keys.choose_file(tmp_path / "pay.py")
    expect(page.get_by_role("row", name=re.compile("pay.py"))).to_contain_text("3 findings")
    keys.reach("Paste code")
    keys.open_dialog()
    expect(page.get_by_label("Name of the file")).to_be_focused()
    keys.close_dialog()
    expect(page.get_by_role("button", name="Paste code")).to_be_focused()
    keys.go("pay.py", "pay.py")

    expect(page.locator("#L1")).to_be_visible()
    keys.press("j")
    keys.press("j")
    expect(page.locator("#L5 .finding")).to_be_focused()
    keys.reach("Replace", "Shift+Tab")
    keys.choose_file(tmp_path / "paid.py")
    expect(page.get_by_role("heading", name="paid.py")).to_be_visible()
    expect(page.get_by_role("button", name="Replace")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Needs work: 1 finding")).to_be_visible()
    keys.reach("Profile of this file")
    keys.type("First")
    expect(page.get_by_role("button", name="Check with “First course”")).to_be_visible()
    keys.reach("Check with “First course”")
    keys.press("Enter")
    expect(page.get_by_label("Profile of this file")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Passed")).to_be_visible()

    keys.reach("Delete this file", "Shift+Tab")
    keys.open_dialog()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    keys.close_dialog()
    expect(page.get_by_role("button", name="Delete this file")).to_be_focused()
    keys.open_dialog()
    keys.go("Delete the file", "Files")
    keys.reach("Account: ", "Shift+Tab")
    keys.press("Enter")
    keys.reach("Sign out")
    keys.press("Enter")
    # A new document: the browser announces it and starts at its top.
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    charlie.api.close()


def test_deleting_a_row_moves_the_focus_to_its_neighbour(alice_page: Page, alice: Person) -> None:
    for name in ("first.py", "second.py"):
        alice.wait(alice.upload_one(name, FAULTY))
    keys = Keyboard(alice_page)
    alice_page.goto("/")
    expect(alice_page.get_by_role("link", name="first.py", exact=True)).to_be_visible()
    keys.reach("Delete second.py")
    keys.open_dialog()
    keys.reach("Delete the file")
    keys.press("Enter")
    expect(alice_page.get_by_role("link", name="second.py", exact=True)).to_have_count(0)
    expect(alice_page.get_by_role("row", name=re.compile("first.py")).locator(":focus")).to_have_count(1)


def test_users_are_managed_with_the_keyboard(open_context: Open, dora: Person, bob: Person) -> None:
    page = open_context().new_page()
    keys = Keyboard(page)
    page.goto("/admin")
    keys.reach("E-mail address")
    keys.type(dora.email)
    keys.reach("Password")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page.get_by_role("heading", name="System", exact=True)).to_be_focused()
    keys.go("Users", "Users")
    keys.reach("Find by address or name")
    keys.type(bob.email)
    expect(page.get_by_role("row", name=re.compile(bob.email))).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    keys.go(bob.email, bob.email)
    keys.reach("Disable")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Enable", exact=True)).to_be_visible()
    keys.reach("Enable", "Shift+Tab")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Disable", exact=True)).to_be_visible()
    keys.reach(f"Delete {bob.email}")
    keys.open_dialog()
    keys.close_dialog()
    expect(page.get_by_role("button", name=f"Delete {bob.email}")).to_be_focused()
    keys.open_dialog()
    expect(
        page.get_by_role("button", name="Delete the account")
    ).to_be_enabled()  # after the dialog has loaded the counts
    keys.go("Delete the account", "Users")
