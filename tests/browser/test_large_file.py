"""A large file: the page holds what is near the window, and everything is reached all the same."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import find_violations
from tests.people import Person

LINES = 3_000
MOST_ELEMENTS = 2_500
BLOCK = b"x = [1,2]\n" + b"print(x)  # a line without findings\n" * 4
COUNT = "document.querySelectorAll('*').length"


def _open(page: Page, person: Person, hash_: str = "") -> None:
    file_id = person.upload_one("large.py", BLOCK * (LINES // 5))
    person.wait(file_id)
    page.goto(f"/files/{file_id}{hash_}")
    expect(page.get_by_text("600 findings").first).to_be_visible()


def test_only_what_is_near_the_window_is_in_the_page(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, "#L2501")
    far = alice_page.locator("#L2501")
    expect(far).to_be_in_viewport()
    expect(far).to_have_attribute("aria-posinset", "2501")
    expect(far).to_have_attribute("aria-setsize", str(LINES))
    assert alice_page.evaluate(COUNT) < MOST_ELEMENTS
    alice_page.evaluate("scrollTo(0, 12000)")
    expect(far).not_to_be_in_viewport()
    expect(alice_page.locator("#L251")).to_have_count(0)
    alice_page.keyboard.press("j")
    expect(alice_page.locator("#L1 .finding")).to_be_focused()
    expect(alice_page.locator("#L1")).to_be_in_viewport()
    alice_page.keyboard.press("k")
    alice_page.keyboard.press("Tab")
    expect(alice_page.locator("#L6 .finding")).to_be_focused()
    alice_page.get_by_label(re.compile("^Source of")).focus()
    alice_page.keyboard.press("Shift+Tab")
    alice_page.get_by_role("group", name="Findings and details").focus()
    alice_page.keyboard.press("Shift+Tab")
    expect(alice_page.locator("#L2996 .finding")).to_be_focused()
    expect(alice_page.locator("#entry-599")).to_be_in_viewport()
    assert alice_page.evaluate(COUNT) < MOST_ELEMENTS
    assert find_violations(alice_page) == []


def test_printing_and_a_button_render_all_lines(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice)
    lines = alice_page.locator(".lines > li")
    expect(lines.last).to_have_class(re.compile("gap"))
    alice_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(lines).to_have_count(LINES)
    alice_page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(lines.last).to_have_class(re.compile("gap"))
    alice_page.get_by_role("button", name="Put all 3,000 lines into the page").click()
    expect(lines).to_have_count(LINES)


def test_an_explanation_stays_open_while_its_line_is_not_rendered(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice)
    finding = alice_page.locator("#finding-1")
    finding.get_by_role("button", name="E231").first.click()
    expect(finding.get_by_role("link", name="More about E231")).to_be_visible()
    for _ in range(3):  # the current finding and its neighbours stay rendered
        alice_page.keyboard.press("j")
    alice_page.evaluate("scrollTo(0, 20000)")
    expect(finding).to_have_count(0)
    alice_page.evaluate("scrollTo(0, 0)")
    expect(finding.get_by_role("link", name="More about E231")).to_be_visible()


def test_findings_are_grouped_by_code(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("kinds.py", b"import os\nx = [1,2]\ny = [3,4]\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    by_code = alice_page.get_by_role("button", name="Code 2")
    by_code.click()
    kinds = alice_page.locator("#findings h3 button")
    expect(kinds).to_have_text([re.compile("F401.*Import never used.*1"), re.compile("E231.*2")])
    expect(kinds.last).to_have_attribute("aria-expanded", "false")
    kinds.last.click()
    entries = alice_page.locator("#findings ol a")
    expect(entries).to_have_text([re.compile("Line.2"), re.compile("Line.3")])
    entries.last.click()
    expect(alice_page.locator("#L3 .finding")).to_be_focused()
    alice_page.keyboard.press("l")
    expect(entries.last).to_be_focused()
    assert find_violations(alice_page) == []
    alice_page.reload()
    expect(by_code).to_have_attribute("aria-pressed", "true")
