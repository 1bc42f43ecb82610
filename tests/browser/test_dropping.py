"""Files can be dropped anywhere in the window; a drop never leaves the app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dragging import Drag
from tests.people import Person

FAULTY = b"import os\n"


@pytest.fixture
def better(tmp_path: Path) -> Path:
    path = tmp_path / "better.py"
    path.write_bytes(b"x = 1\n")
    return path


def test_a_file_dropped_on_the_page_of_a_file_replaces_it(
    alice_page: Page, alice: Person, better: Path
) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1")).to_be_visible()
    drag = Drag(alice_page, [better])
    expect(alice_page.get_by_text("Drop to replace orders.py")).to_be_visible()
    drag.drop()
    expect(
        alice_page.get_by_role("status").filter(has_text="orders.py is replaced by better.py.")
    ).to_be_visible()
    expect(alice_page.get_by_role("heading", name="better.py")).to_be_visible()
    expect(alice_page).to_have_url(re.compile(f"/files/{file_id}$"))
    assert alice.api.get("/files").json()["total"] == 1


def test_dropping_several_files_on_a_file_replaces_nothing(
    alice_page: Page, alice: Person, better: Path, tmp_path: Path
) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1")).to_be_visible()
    (tmp_path / "more.py").write_bytes(b"")
    drag = Drag(alice_page, [better, tmp_path / "more.py"])
    expect(alice_page.get_by_text("One file replaces orders.py: drop it alone")).to_be_visible()
    drag.drop()
    expect(alice_page.get_by_role("alert").filter(has_text="Drop one file at a time here.")).to_be_visible()
    assert alice.read(file_id)["name"] == "orders.py"


def test_a_dropped_configuration_fills_in_the_profile_form(alice_page: Page, tmp_path: Path) -> None:
    config = tmp_path / "setup.cfg"
    config.write_text("[flake8]\nmax-line-length = 100\n")
    alice_page.goto("/profiles")
    expect(alice_page.get_by_role("heading", name="Shipped")).to_be_visible()
    Drag(alice_page, [config]).drop()
    expect(alice_page.get_by_role("heading", name="New profile")).to_be_visible()
    expect(alice_page.get_by_label("max-line-length")).to_have_value("100")
    config.write_text("[flake8]\nmax-line-length = 120\n")
    Drag(alice_page, [config]).drop()
    expect(alice_page.get_by_label("max-line-length")).to_have_value("120")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/no-such-page"])
def test_a_drop_on_any_other_page_does_nothing(page: Page, better: Path, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    here, tabs = page.url, len(page.context.pages)
    Drag(page, [better]).drop()
    page.evaluate("new Promise(requestAnimationFrame)")
    assert (page.url, len(page.context.pages)) == (here, tabs)


def test_a_drop_behind_a_dialog_does_nothing(alice_page: Page, alice: Person, better: Path) -> None:
    alice_page.goto("/")
    alice_page.get_by_role("button", name="Paste code").click()
    expect(alice_page.get_by_role("dialog")).to_be_visible()
    Drag(alice_page, [better]).drop()
    alice_page.keyboard.press("Escape")
    expect(alice_page.locator("dialog")).to_have_count(0)
    assert alice.api.get("/files").json()["total"] == 0
    Drag(alice_page, [better]).drop()
    expect(alice_page.get_by_role("row", name=re.compile("better.py"))).to_contain_text("Passed")
