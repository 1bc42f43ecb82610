"""Files that Python refuses to run are marked in every list and on their page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations, sign_in
from tests.people import Person

REFUSED = b"import os, sys\n\nmatch os.sep:\n    case first | second: pass\n"


def test_the_page_shows_the_error_of_python(alice_page: Page, alice: Person) -> None:
    page = alice_page
    file_id = alice.upload_one("refused.py", REFUSED)
    alice.wait(file_id)
    page.goto(f"/files/{file_id}")
    detail = "name capture 'first' makes remaining patterns unreachable"
    expect(page.get_by_role("status").first).to_contain_text("will not run")
    expect(page.locator(".verdict")).to_contain_text(f"Python refuses this file: {detail}, line 4")
    expect(page.locator("#findings ol").first).to_contain_text(detail)
    expect(page.locator("#L4")).to_contain_text(f"refuses this file: {detail}")
    assert find_violations(page) == []


def test_lists_mark_files_that_will_not_run(
    open_context: Callable[..., BrowserContext], alice: Person, dora: Person
) -> None:
    for name, data in {"blank.py": b"x = 1 \n", "broken.py": b"x = (\n", "bytes.py": b"x = '\xe9'\n"}.items():
        alice.wait(alice.upload_one(name, data))
    for person, address in ((alice, "/"), (dora, f"/admin/files?q={alice.email}")):
        context = open_context()
        sign_in(context, person)
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("row", name=re.compile("bytes.py"))).to_contain_text("Will not run")
        if person is dora:
            expect(page.get_by_role("row", name=re.compile("broken.py"))).to_contain_text("Will not run")
            expect(page.get_by_role("row", name=re.compile("blank.py"))).not_to_contain_text("Will not run")
        assert find_violations(page) == []
