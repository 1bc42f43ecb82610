"""The state of emails on the pages, and checks with an unchanged result."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import count_result_emails
from tests.http.waiting import until
from tests.people import Person


def test_an_unchanged_result_is_named_and_sends_no_email(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\nx=1\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.get_by_role("heading", name="a.py")).to_be_visible()
    expect(alice_page.get_by_text("Same result as before")).to_have_count(0)
    alice_page.get_by_role("button", name="Check again").click()
    expect(alice_page.get_by_text("Same result as before")).to_be_visible()
    expect(alice_page.locator(".facts").get_by_text("Saved on this server", exact=True)).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)


def test_without_a_mail_server_the_list_shows_saved_emails(alice_page: Page, alice: Person) -> None:
    alice.wait(alice.upload_one("a.py", b"import os\nx=1\n"))
    alice_page.goto("/")
    expect(alice_page.get_by_text("Saved on this server").first).to_be_visible()
    expect(alice_page.get_by_text("Sent", exact=True)).to_have_count(0)


def test_files_chosen_together_give_one_email_even_if_they_are_too_large_for_one_request(
    alice_page: Page, alice: Person, dora: Person
) -> None:
    content = b"#" * 1_000_000
    files = [FilePayload(name=f"{n}.py", mimeType="text/x-python", buffer=content) for n in range(9)]
    alice_page.goto("/")
    alice_page.get_by_label("Choose files").set_input_files(files)
    until(lambda: alice.api.get("/files").json()["total"] == 9)
    for file in alice.api.get("/files").json()["files"]:
        alice.wait(file["id"])
    assert count_result_emails(dora, alice) == 1
