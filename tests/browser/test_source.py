"""The source, as whoever reads it sees it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.people import Person


def test_what_hides_in_the_source_or_turns_it_is_seen(alice_page: Page, alice: Person) -> None:
    source = "x = 'user\u202e'  # \u2066admin\u2069\n\ty = 'a\u200bb'\n".encode()
    file_id = alice.upload_one("trojan.py", source)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1 code")).to_have_text(r"x = 'user\u202e'  # \u2066admin\u2069")
    expect(alice_page.locator("#L2 code")).to_have_text("\ty = 'a\\u200bb'")
    expect(alice_page.locator("#L1 .unseen")).to_have_count(3)


def test_on_paper_no_letter_of_the_source_is_covered_or_cut_off(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("paper.py", b"import os\n" + b'y = "' + b"z" * 300 + b'"\n')
    alice.wait(file_id)
    alice_page.set_viewport_size({"width": 700, "height": 900})
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1 .k")).to_have_text("import")
    alice_page.emulate_media(media="print")
    edges = """() => ['a', 'code'].map((part) => {
        const { left, right } = document.querySelector(`#L2 .row > ${part}`).getBoundingClientRect();
        return [left, right];
    })"""
    number, code = alice_page.evaluate(edges)
    assert 0 <= number[0] < number[1] <= code[0] < code[1] <= 700
