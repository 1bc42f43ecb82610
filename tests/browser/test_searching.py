from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.people import Person

# in one go, sooner than the page begins to look for what was typed
TYPE_AND_PICK = """(name) => {
    const find = document.querySelector('[type=search]');
    find.value = name;
    find.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('tbody [type=checkbox]').click();
}"""


@pytest.mark.parametrize("path", ["/", "/admin/files"])
def test_what_was_typed_is_looked_for_though_a_row_was_picked_at_once(
    alice_page: Page, dora: Person, path: str
) -> None:
    sign_in(alice_page.context, dora)
    dora.upload({"searched.py": b"x = 1\n", "other.py": b"x = 1\n"})
    alice_page.goto(path)
    expect(alice_page.get_by_role("link", name="searched.py").first).to_be_visible()
    alice_page.evaluate(TYPE_AND_PICK, "searched")
    expect(alice_page).to_have_url(re.compile(r"\?q=searched$"))
    expect(alice_page.get_by_role("link", name="other.py")).to_have_count(0)
    if alice_page.get_by_role("button", name="Pick none").count():
        alice_page.get_by_role("button", name="Pick none").click()
    expect(alice_page.get_by_role("searchbox")).to_have_value("searched")
