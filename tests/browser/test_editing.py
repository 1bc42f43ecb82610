"""A file is edited on its page: findings as one types, a draft that is not lost, and a new version."""

from __future__ import annotations

import re

from playwright.sync_api import APIResponse, Dialog, Locator, Page, Route, expect

from tests.browser.conftest import find_violations
from tests.people import Person

FAULTY = b"import os\r\nx = 1\r\nif x == None:\r\n    x = 2\r\n"
FIXED = b"x = 1\r\nif x is None:\r\n    x = 2\r\n"


def open_editor(page: Page, file_id: str) -> Locator:
    page.goto(f"/files/{file_id}")
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    page.keyboard.press("e")
    code = page.get_by_role("textbox", name="Code of orders.py")
    expect(code).to_be_focused()
    return code


def test_a_file_is_fixed_by_keyboard_alone(alice_page: Page, alice: Person) -> None:
    refused: list[str] = []
    alice_page.on(
        "console", lambda message: refused.append(message.text) if "Policy" in message.text else None
    )
    file_id = alice.upload_one("orders.py", FAULTY)
    alice.wait(file_id)
    code = open_editor(alice_page, file_id)
    findings = alice_page.get_by_role("region", name="Findings", exact=True)
    verdict = alice_page.get_by_role("status").filter(has_text="finding")
    expect(verdict).to_have_text("2 findings")
    expect(findings.get_by_role("button")).to_have_count(2)
    expect(code.locator(".cm-finding")).to_have_text(["import", "=="])
    assert find_violations(alice_page) == []

    alice_page.keyboard.press("F8")
    alice_page.keyboard.press("Shift+ArrowDown")
    alice_page.keyboard.press("Delete")
    expect(verdict).to_have_text("1 finding")
    alice_page.keyboard.press("F8")
    expect(findings.locator("[aria-current]")).to_contain_text("E711")
    for _ in "==":
        alice_page.keyboard.press("Delete")
    alice_page.keyboard.type("is")
    expect(verdict).to_have_text("No findings")

    # Tab is a key of the editor until Escape
    alice_page.keyboard.press("End")
    alice_page.keyboard.press("Tab")
    expect(verdict).to_have_text("1 finding")
    alice_page.keyboard.press("Control+z")
    expect(verdict).to_have_text("No findings")
    alice_page.keyboard.press("Escape")
    alice_page.keyboard.press("Tab")
    expect(code).not_to_be_focused()
    alice_page.keyboard.press("Shift+Tab")
    expect(code).to_be_focused()

    alice_page.keyboard.press("Control+s")
    compared = alice_page.get_by_role("list", name="Compared with the last complete result")
    expect(compared).to_have_text(re.compile(r"0 new\s*2 fixed\s*0 left"))
    expect(alice_page.get_by_role("button", name="Edit", exact=True)).to_be_focused()
    assert alice.api.get(f"/files/{file_id}/content").content == FIXED
    assert refused == []


def test_a_draft_survives_reloading_and_a_newer_version_is_not_replaced_unasked(
    alice_page: Page, alice: Person
) -> None:
    file_id = alice.upload_one("orders.py", b"x = 1\n")
    alice.wait(file_id)

    def leave(dialog: Dialog) -> None:
        dialog.accept()

    alice_page.on("dialog", leave)
    open_editor(alice_page, file_id)
    alice_page.keyboard.type("y = 2\n")
    expect(alice_page.get_by_text("Your draft stays in this tab")).to_be_visible()
    alice_page.reload()
    alice.replace(file_id, "orders.py", b"x = 3\n")
    alice_page.get_by_role("button", name="Continue your draft").click()
    code = alice_page.get_by_role("textbox", name="Code of orders.py")
    expect(code).to_contain_text("y = 2")
    conflict = alice_page.get_by_role("alert").filter(has_text="was replaced while you edited it")
    expect(conflict).to_be_visible()
    assert find_violations(alice_page) == []
    alice_page.get_by_role("button", name="Save as the new version").click()
    expect(conflict).to_be_visible()
    assert alice.api.get(f"/files/{file_id}/content").content == b"x = 3\n"
    alice_page.get_by_role("button", name="Replace the newer version").click()
    expect(alice_page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    assert alice.api.get(f"/files/{file_id}/content").content == b"y = 2\nx = 1\n"
    alice_page.reload()
    expect(alice_page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    expect(alice_page.get_by_role("button", name="Continue your draft")).to_have_count(0)


def test_a_version_stored_while_the_text_is_read_is_not_replaced_unasked(
    alice_page: Page, alice: Person
) -> None:
    file_id = alice.upload_one("orders.py", b"x = 1\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    edit = alice_page.get_by_role("button", name="Edit", exact=True)
    expect(edit).to_be_visible()

    def delay(route: Route) -> None:
        answer = route.fetch()
        alice.replace(file_id, "orders.py", b"x = 3\n")
        held.append((route, answer))

    held: list[tuple[Route, APIResponse]] = []
    alice_page.route("**/content", delay, times=1)
    is_new = re.compile(f"/files/{file_id}$")
    with alice_page.expect_response(lambda answer: bool(is_new.search(answer.url)) and bool(held)):
        edit.click()
    route, answer = held[0]
    route.fulfill(response=answer)
    code = alice_page.get_by_role("textbox", name="Code of orders.py")
    expect(code).to_contain_text("x = 1")
    expect(
        alice_page.get_by_role("alert").filter(has_text="was replaced while you edited it")
    ).to_be_visible()
    alice_page.keyboard.type("y = 2\n")
    alice_page.keyboard.press("Control+s")
    expect(alice_page.get_by_role("button", name="Save as the new version")).to_be_enabled()
    assert alice.api.get(f"/files/{file_id}/content").content == b"x = 3\n"
    alice_page.get_by_role("button", name="Discard my text").click()
    expect(edit).to_be_visible()


def test_a_draft_of_a_file_deleted_meanwhile_becomes_a_new_file(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("orders.py", b"x = 1\n")
    alice.wait(file_id)
    open_editor(alice_page, file_id)
    alice_page.keyboard.type("y = 2\n")
    expect(alice_page.get_by_text("Not saved yet")).to_be_visible()
    assert alice.api.delete(f"/files/{file_id}").status_code == 204
    expect(alice_page.get_by_role("heading", name="There is no such file")).to_be_visible()
    expect(alice_page.get_by_text("Your draft of orders.py is not saved.")).to_be_visible()
    assert find_violations(alice_page) == []
    alice_page.get_by_role("button", name="Save it as a new file").click()
    expect(alice_page.get_by_role("heading", name="orders.py")).to_be_visible()
    (file,) = alice.api.get("/files").json()["files"]
    assert alice.api.get(f"/files/{file['id']}/content").content == b"y = 2\nx = 1\n"


def test_a_file_that_is_not_in_utf_8_is_not_edited(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("orders.py", "# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.get_by_role("button", name="Edit", exact=True).click()
    expect(alice_page.get_by_text("This file cannot be edited here")).to_be_visible()
    alice_page.get_by_role("button", name="Close").click()
    expect(alice_page.get_by_role("button", name="Edit", exact=True)).to_be_focused()
