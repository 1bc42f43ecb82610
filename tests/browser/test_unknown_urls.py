"""Unknown URLs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("path", ["/nope", "/files/%zz", "/profiles/%E0%A4"])
def test_an_unknown_url_has_a_page_with_a_link_home(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    expect(page.get_by_role("link", name="Lintbox", exact=True)).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
