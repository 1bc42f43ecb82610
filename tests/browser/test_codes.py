"""Explanations of codes: their pages, and under a finding."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import find_violations, refuse
from tests.people import Person


def test_a_visitor_finds_a_code_and_reads_it(page: Page) -> None:
    page.goto("/codes")
    page.get_by_label("Find by code or word").fill("except")
    expect(page.get_by_role("link", name=re.compile("^E722"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^F401"))).to_have_count(0)
    page.get_by_label("From").select_option("flake8-bugbear")
    expect(page.get_by_role("link", name=re.compile("^E722"))).to_have_count(0)
    page.reload()
    page.get_by_role("link", name=re.compile("^B001")).click()
    expect(page.get_by_role("heading", name="B001")).to_be_focused()
    expect(page.get_by_role("figure").filter(has_text="Before").locator("code .k").first).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name=re.compile("^E722")).click()
    expect(page.get_by_role("heading", name="E722")).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next=.*E722"))
    page.goto("/codes/x999")
    page.get_by_role("link", name="Show all codes").click()
    page.get_by_label("Find by code or word").fill("xyzzy")
    page.get_by_role("button", name="Show all codes").click()
    expect(page.get_by_role("link", name=re.compile("^F401"))).to_be_visible()


def test_files_with_a_code_are_counted_and_linked(alice_page: Page, alice: Person) -> None:
    for name in ("a.py", "b.py"):
        alice.wait(alice.upload_one(name, b"import os\n"))
    alice_page.goto("/codes")
    alice_page.get_by_role("link", name=re.compile("^F401.* 2 of your files")).click()
    alice_page.get_by_role("link", name="2 files").click()
    expect(alice_page.get_by_label("Find by name or code")).to_have_value("F401")


def test_a_finding_is_explained_in_place_and_read_once(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("game.py", b"import os\nimport re\n")
    alice.wait(file_id)
    asked: list[str] = []
    alice_page.on(
        "request", lambda request: asked.append(request.url) if "/v1/codes" in request.url else None
    )
    alice_page.goto(f"/files/{file_id}")
    finding = alice_page.locator("#finding-0")
    finding.focus()
    alice_page.keyboard.press("Enter")
    expect(finding.get_by_text("Import never used")).to_be_visible()
    expect(finding.get_by_role("link", name="More about F401")).to_have_attribute("href", "/codes/F401")
    assert find_violations(alice_page) == []
    alice_page.locator("#finding-1").get_by_role("button", name="F401").first.click()
    expect(alice_page.locator("#finding-1").get_by_text("Import never used")).to_be_visible()
    alice_page.keyboard.press("Escape")
    expect(alice_page.locator("#finding-1").get_by_text("Import never used")).to_have_count(0)
    expect(alice_page.locator("#finding-1")).to_be_focused()
    assert len(asked) == 1


def test_a_failed_explanation_can_be_tried_again(alice_page: Page) -> None:
    alice_page.route("**/api/v1/codes*", refuse)
    alice_page.goto("/codes/F401")
    expect(alice_page.get_by_role("alert")).to_contain_text("The explanation could not be read.")
    alice_page.unroute("**/api/v1/codes*")
    alice_page.get_by_role("button", name="Try again").click()
    expect(alice_page.get_by_role("heading", name="F401")).to_be_visible()
