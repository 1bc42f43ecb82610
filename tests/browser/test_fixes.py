"""Fixes are offered beside findings, shown as changes, and stored when they are accepted."""

from __future__ import annotations

import os
import re
import signal
from contextlib import suppress

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.browser.conftest import find_violations
from tests.people import Person
from tests.processes import fork_servers
from tests.running import Running

FAULTY = b"import os\nx=1 \ny=2 \n\n\ndef f(a):\n    if a == None:\n        return l\n"
FIXED = "W291 trailing whitespace, line 2"
FOLLOWING = "E225 missing whitespace around operator, line 3"


def test_findings_are_fixed_one_by_code_and_all(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.get_by_text("Needs work: 7 findings").wait_for()

    # by the keyboard, one finding; Escape returns to it
    finding = alice_page.get_by_role("group", name="W291 trailing whitespace, line 2")
    finding.focus()
    expect(finding.get_by_role("button", name="Fix W291 of line 2")).to_be_visible()
    alice_page.keyboard.press("f")
    dialog = alice_page.get_by_role("dialog", name="Fix W291 in line 2")
    expect(dialog.get_by_text("1 finding fixed: 1 W291.")).to_be_visible()
    expect(dialog.get_by_role("row", name="2 − removed x=1")).to_be_visible()
    assert find_violations(alice_page) == []
    alice_page.keyboard.press("Escape")
    expect(finding).to_be_focused()
    assert alice.api.get(f"/files/{file_id}/content").content == FAULTY

    # all, but not what may change the meaning
    alice_page.get_by_role("button", name="Fix what can be fixed").click()
    dialog = alice_page.get_by_role("dialog", name="Fix what can be fixed")
    expect(dialog.get_by_text("E711 and F401: read these changes.")).to_be_visible()
    assert find_violations(alice_page) == []
    dialog.get_by_role("button", name="Leave them out").click()
    dialog = alice_page.get_by_role("dialog", name="Fix all E225 and W291")
    dialog.get_by_role("button", name="Accept").click()
    expect(alice_page.get_by_text("orders.py is fixed: 4 findings fewer.")).to_be_visible()
    undo = alice_page.get_by_role("button", name="Undo")
    undo.hover()  # keeps the message
    expect(alice_page.get_by_text("Needs work: 3 findings")).to_be_visible()
    assert find_violations(alice_page) == []
    undo.click()
    expect(alice_page.get_by_text("orders.py is as it was before.")).to_be_visible()
    expect(alice_page.get_by_text("Needs work: 7 findings")).to_be_visible()
    assert alice.api.get(f"/files/{file_id}/content").content == FAULTY

    # what was replaced meanwhile stays
    alice_page.get_by_role("button", name="Fix what can be fixed").click()
    dialog = alice_page.get_by_role("dialog", name="Fix what can be fixed")
    accept = dialog.get_by_role("button", name="Accept")
    expect(accept).to_be_visible()
    alice.replace(file_id, "orders.py", b"z=1\n")
    accept.click()
    expect(dialog.get_by_text("The file was replaced meanwhile.")).to_be_visible()
    dialog.get_by_role("button", name="Fix the new version").click()
    accept.click()
    expect(alice_page.get_by_text("No findings in 1 line")).to_be_visible()
    assert alice.api.get(f"/files/{file_id}/content").content == b"z = 1\n"


@pytest.mark.parametrize("first", ["the dialog closes", "the new findings are there"])
def test_after_a_fix_by_the_keyboard_the_next_finding_has_the_focus(
    alice_page: Page, alice: Person, first: str
) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    held: list[tuple[Route, APIResponse]] = []
    if first == "the new findings are there":
        alice_page.route(re.compile(f"/files/{file_id}$"), lambda route: hold_replacement(route, held))
    offer_fix(alice_page, file_id).press("Enter")

    expect(alice_page.get_by_text("Needs work: 6 findings")).to_be_visible()
    for route, response in held:
        route.fulfill(response=response)
    expect(alice_page.get_by_role("group", name=FOLLOWING)).to_be_focused()
    expect(alice_page).to_have_url(re.compile(rf"/files/{file_id}$"))


def test_the_next_finding_has_the_focus_also_after_a_check_that_waited(
    server: Running, alice_page: Page, alice: Person
) -> None:
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    accept = offer_fix(alice_page, file_id)
    stopped = fork_servers(server.process.pid)
    assert stopped
    for fork_server in stopped:
        os.kill(fork_server, signal.SIGSTOP)
    accept.press("Enter")
    expect(alice_page.get_by_role("group", name=FIXED)).to_have_count(0)
    for fork_server in stopped:
        with suppress(ProcessLookupError):  # it was replaced meanwhile
            os.kill(fork_server, signal.SIGCONT)
    expect(alice_page.get_by_role("group", name=FOLLOWING)).to_be_focused()


def offer_fix(page: Page, file_id: str) -> Locator:
    """Ask for the fix of the second finding by its key; return the button that accepts it."""
    page.goto(f"/files/{file_id}#L2-W291")
    expect(page.get_by_role("group", name=FIXED)).to_be_focused()
    page.keyboard.press("f")
    accept = page.get_by_role("dialog").get_by_role("button", name="Accept")
    expect(accept).to_be_visible()
    return accept


def hold_replacement(route: Route, held: list[tuple[Route, APIResponse]]) -> None:
    """Keep back the answer to a replacement, so that its event comes first."""
    if route.request.method == "PATCH":
        held.append((route, route.fetch()))
    else:
        route.continue_()
