from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations, sign_in
from tests.people import Person

NARROWEST = 320
FAULTY = b"import os\n\n\ndef pay(amount):\n    if amount == None:\n        return totl\n"
Open = Callable[..., BrowserContext]


@pytest.mark.parametrize(
    "path",
    ["/sign-up", "/sign-in", "/verify", "/verify#token=x", "/no-such-page", "/codes", "/codes/W191"],
)
def test_public_pages_have_no_violations(open_context: Open, path: str) -> None:
    page = open_context(reduced_motion="reduce").new_page()
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)


def test_the_file_list_has_no_violations_when_empty_and_when_full(open_context: Open, alice: Person) -> None:
    page = open_page(open_context, alice, "/")
    expect(page.get_by_label("Choose files")).to_be_attached()
    assert find_violations(page) == []
    for name, data in {"a.py": FAULTY, "b.py": b"", "c.py": b'x = "\xe9"\n'}.items():
        alice.wait(alice.upload_one(name, data))
    expect(page.get_by_role("link", name="c.py", exact=True)).to_be_visible()
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)
    page.get_by_role("button", name="Delete c.py").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert find_violations(page) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [("failed.py", FAULTY), ("passed.py", b"x = 1\n"), ("empty.py", b""), ("error.py", b'x = "\xe9"\n')],
)
def test_a_file_has_no_violations(open_context: Open, alice: Person, name: str, data: bytes) -> None:
    file_id = alice.upload_one(name, data)
    alice.wait(file_id)
    page = open_page(open_context, alice, f"/files/{file_id}")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)


def open_page(open_context: Open, person: Person, path: str) -> Page:
    context = open_context(reduced_motion="reduce")
    sign_in(context, person)
    page = context.new_page()
    page.goto(path)
    return page


def fits_the_narrowest_window(page: Page) -> bool:
    """Whether nothing scrolls horizontally on the narrowest phone."""
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    return bool(wide <= NARROWEST)
