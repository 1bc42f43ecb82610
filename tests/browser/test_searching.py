from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.people import Person

# In one step, before the delayed search starts.
TYPE_AND_SELECT = """(name) => {
    const find = document.querySelector('[type=search]');
    find.value = name;
    find.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('tbody [type=checkbox]').click();
}"""


@pytest.mark.parametrize("path", ["/", "/admin/files"])
def test_a_pending_search_runs_although_a_row_was_selected(alice_page: Page, dora: Person, path: str) -> None:
    sign_in(alice_page.context, dora)
    dora.upload({"searched.py": b"x = 1\n", "other.py": b"x = 1\n"})
    alice_page.goto(path)
    expect(alice_page.get_by_role("link", name="searched.py").first).to_be_visible()
    alice_page.evaluate(TYPE_AND_SELECT, "searched")
    expect(alice_page).to_have_url(re.compile(r"\?q=searched$"))
    expect(alice_page.get_by_role("link", name="other.py")).to_have_count(0)
    if alice_page.get_by_role("button", name="Clear the selection").count():
        alice_page.get_by_role("button", name="Clear the selection").click()
    expect(alice_page.get_by_role("searchbox")).to_have_value("searched")
