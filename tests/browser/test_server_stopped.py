"""Open pages survive a stop, a start and an upgrade of the server."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import find_violations, sign_in
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running


def open_page_of_alice(server: Running, open_context: Callable[..., BrowserContext]) -> Page:
    """Return an empty page in which Alice, a new user of this server, is signed in."""
    alice = Person(server.url, "alice").sign_up()
    context = open_context(base_url=server.url)
    sign_in(context, alice)
    alice.api.close()
    return context.new_page()


def test_a_page_requested_while_the_server_is_stopped_loads_after_its_start(
    open_context: Callable[..., BrowserContext], start: Callable[..., Running]
) -> None:
    server = start()
    page = open_page_of_alice(server, open_context)
    page.goto("/")
    expect(page.get_by_label("Choose files")).to_be_attached()
    assert server.stop() == 0
    page.get_by_role("link", name="Profiles").click()
    expect(page.get_by_role("heading", name="The server does not answer")).to_be_visible()
    start(port=int(server.url.rpartition(":")[2]))
    expect(page.get_by_role("heading", name="Profiles")).to_be_visible(timeout=60_000)
    styled = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"
    assert page.evaluate(styled)


def test_a_page_follows_changes_again_as_soon_as_the_server_answers(
    open_context: Callable[..., BrowserContext], start: Callable[..., Running]
) -> None:
    server = start()
    page = open_page_of_alice(server, open_context)
    page.clock.install()
    with page.expect_request("**/events"):
        page.goto("/")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/session")):
        server.kill()
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    start(port=int(server.url.rpartition(":")[2]))

    def is_followed() -> bool:
        page.clock.run_for(1)  # a millisecond: the next attempts of the page itself are further away
        return any(url.endswith("/events") for url in requested)

    for name in ("Profiles", "Files"):
        page.get_by_role("link", name=name, exact=True).click()
    until(is_followed)


def test_the_document_reloads_when_a_module_has_a_new_name(
    open_context: Callable[..., BrowserContext], alice: Person
) -> None:
    context = open_context()
    sign_in(context, alice)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_label("Choose files")).to_be_attached()
    # As after an upgrade: the module of the page no longer exists.
    page.route("**/assets/Profiles-*.js", lambda route: route.fulfill(status=404), times=1)
    page.get_by_role("link", name="Profiles").click()
    expect(page.get_by_role("heading", name="Profiles")).to_be_visible(timeout=30_000)


def test_a_list_that_could_not_be_read_is_read_when_the_server_answers_again(alice_page: Page) -> None:
    page = alice_page
    page.goto("/codes")
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("link", name="Files", exact=True).click()
    failed = page.get_by_role("alert").filter(has_text="Your files could not be read.")
    expect(failed).to_be_visible()
    page.unroute("**/api/**")
    expect(failed).to_have_count(0, timeout=30_000)


def _drop_next_change(page: Page) -> None:
    dropped: list[str] = []

    def drop(route: Route) -> None:
        if dropped or route.request.method == "GET":
            route.fallback()
        else:
            dropped.append(route.request.url)
            route.abort()

    page.route("**/api/v1/files/**", drop)


def test_what_was_not_stored_is_not_shown(alice_page: Page, alice: Person) -> None:
    page = alice_page
    file_id = alice.upload_one("orders.py", b"x = 1\n")
    alice.wait(file_id)
    page.goto(f"/files/{file_id}")
    for label, choice in (("Profile", "Strict"), ("Emails", "Never")):
        select = page.get_by_label(label)
        before = select.input_value()
        _drop_next_change(page)
        select.select_option(choice)
        expect(page.get_by_text("The server does not answer. Try again in a moment.")).to_be_visible()
        expect(select).to_have_value(before)
        page.get_by_role("button", name="Close the message").click()
        select.select_option(choice)
        expect(select).not_to_have_value(before)
        page.reload()
        expect(select).not_to_have_value(before)
    _drop_next_change(page)
    page.get_by_role("button", name="Delete this file").click()
    erase = page.get_by_role("dialog").get_by_role("button", name="Delete the file")
    erase.click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("1 file not deleted")
    erase.click()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()


def test_a_part_that_cannot_be_loaded_says_so_each_time_it_is_asked_for(alice_page: Page) -> None:
    page = alice_page
    page.goto("/")
    page.route("**/assets/PasteDialog-*.js", lambda route: route.fulfill(status=404))
    paste = page.get_by_role("button", name="Paste code")
    failed = page.get_by_role("dialog", name="This part of the page could not be loaded")
    for _ in range(2):
        paste.click()
        expect(failed).to_be_visible()
        assert find_violations(page) == []
        page.keyboard.press("Escape")
        expect(failed).to_have_count(0)
        expect(paste).to_be_focused()
    paste.click()
    page.route("**/api/v1/session", lambda route: route.abort(), times=1)
    failed.get_by_role("button", name="Reload the page").click()
    expect(failed).to_contain_text("The server does not answer")
    page.unroute("**/assets/PasteDialog-*.js")
    with page.expect_navigation():
        failed.get_by_role("button", name="Reload the page").click()
    paste.click()
    expect(page.get_by_role("dialog", name="Paste code")).to_be_visible()


def test_a_style_that_could_not_be_loaded_is_loaded_by_the_next_attempt(
    alice_page: Page, alice: Person
) -> None:
    page = alice_page
    file_id = alice.upload_one("orders.py", b"x = 1\n")
    alice.wait(file_id)
    page.goto(f"/files/{file_id}")
    page.route("**/assets/EditFile-*.css", lambda route: route.abort(), times=1)
    edit = page.get_by_role("button", name="Edit", exact=True)
    edit.click()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    edit.click()
    expect(page.get_by_role("textbox", name="Code of orders.py")).to_be_visible()
    styled = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every((link) => link.sheet)"
    assert page.evaluate(styled)


@pytest.mark.parametrize("what", ["api/v1/session", "assets/SignedInLayout-*.js", "assets/Files-*.js"])
def test_a_slow_response_shows_a_loading_state(
    open_context: Callable[..., BrowserContext], alice: Person, what: str
) -> None:
    context = open_context()
    sign_in(context, alice)
    page = context.new_page()
    held: list[Route] = []
    page.route(f"**/{what}", lambda route: held.append(route), times=1)
    page.goto("/")
    while not held:  # the page loads other parts first
        page.wait_for_timeout(20)
    expect(page.get_by_role("status").filter(has_text="Loading the page")).to_be_attached()
    held[0].continue_()
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    expect(page.get_by_text("Loading the page")).to_have_count(0)
