"""Earlier versions of a file, compared side by side."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect

from tests.accounts import add_user
from tests.browser.conftest import find_violations, refuse, sign_in
from tests.browser.test_access import fits_the_narrowest_window
from tests.people import Person
from tests.running import Running


def test_an_earlier_version_is_compared_with_the_present_one(
    start: Callable[..., Running], open_context: Callable[..., BrowserContext]
) -> None:
    server = start(keep_versions=3)
    alice = Person(server.url, "alice")
    alice.resume(add_user(server.data_dir, alice.email))
    rest = b"".join(b"x%d = %d\n" % (number, number) for number in range(20))
    file_id = alice.upload_one("game.py", b"import os\n\n" + rest)
    alice.wait(file_id)
    alice.replace(file_id, "game.py", b"import re\n\n" + rest + b"y = totl\n")
    alice.wait(file_id)
    context = open_context(base_url=server.url)
    sign_in(context, alice)
    page = context.new_page()
    page.goto(f"/files/{file_id}")
    page.get_by_text("1 earlier version").click()
    page.get_by_role("link", name="Compare").click()

    table = page.get_by_role("table", name="Lines of both versions")
    first = table.get_by_role("row").nth(1)
    expect(first.get_by_role("cell").nth(0)).to_contain_text("import os")
    expect(first.get_by_role("cell").nth(0)).to_contain_text("F401 'os' imported but unused")
    expect(first.get_by_role("cell").nth(1)).to_contain_text("F401 're' imported but unused")
    expect(table.get_by_role("cell", name="15 unchanged lines")).to_be_visible()
    expect(table.get_by_role("row").last).to_contain_text("F821 undefined name 'totl'")
    expect(page.get_by_label("Findings and details")).to_have_count(0)
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)

    held: list[Route] = []
    page.route("**/versions", lambda route: held.append(route), times=1)
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Reading the versions")).to_be_visible()
    refuse(held[0])
    failed = page.get_by_role("alert").filter(has_text="The versions could not be read.")
    expect(failed).to_be_visible()
    failed.get_by_role("button", name="Try again").click()
    expect(table).to_be_visible()

    page.get_by_label("Before").select_option("As it is now")
    expect(page.get_by_text("The text is the same in both versions.")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Findings and details").first).to_be_visible()

    page.get_by_text("1 earlier version").click()
    page.get_by_role("button", name="Delete the version of").click()
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    assert find_violations(page) == []
    page.get_by_role("button", name="Delete the version", exact=True).click()
    expect(page.get_by_text("1 earlier version")).to_have_count(0)
    assert alice.api.get(f"/files/{file_id}").json()["versions"] == 0
    alice.api.close()


def test_versions_of_the_same_minute_have_different_names(
    start: Callable[..., Running], open_context: Callable[..., BrowserContext]
) -> None:
    server = start(keep_versions=3)
    alice = Person(server.url, "alice")
    alice.resume(add_user(server.data_dir, alice.email))
    file_id = alice.upload_one("game.py", b"x = 0\n")
    for number in range(1, 4):
        alice.replace(file_id, "game.py", b"x = %d\n" % number)
    alice.wait(file_id)
    context = open_context(base_url=server.url)
    sign_in(context, alice)
    page = context.new_page()
    page.goto(f"/files/{file_id}")
    page.get_by_role("heading", name="3 earlier versions").click()
    links = page.get_by_role("link", name="Compare with the version replaced")
    expect(links).to_have_count(3)
    assert len(set(links.all_inner_texts())) == 3
    links.last.click()
    names = page.get_by_label("Before").locator("option")
    expect(names).to_have_count(4)
    assert len(set(names.all_inner_texts())) == 4
    alice.api.close()
