from __future__ import annotations

from playwright.sync_api import Page, Request, expect

MOST_BYTES = 38_500


def test_the_first_page_is_small_and_loads_no_module_for_signed_in_users(page: Page) -> None:
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.wait_for_load_state("networkidle")
    built = [request for request in fetched if "/api/" not in request.url]
    assert len(built) >= 4  # the page, its script, its style, its theme
    assert sum(request.sizes()["responseBodySize"] for request in built) <= MOST_BYTES
    assert [
        request.url for request in built if "SignedInLayout" in request.url or "Files" in request.url
    ] == []
