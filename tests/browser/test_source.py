"""The display of source text."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.people import Person


def test_invisible_and_bidirectional_characters_are_shown(alice_page: Page, alice: Person) -> None:
    source = "x = 'user\u202e'  # \u2066admin\u2069\n\ty = 'a\u200bb'\n".encode()
    file_id = alice.upload_one("trojan.py", source)
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    expect(alice_page.locator("#L1 code")).to_have_text(r"x = 'user\u202e'  # \u2066admin\u2069")
    expect(alice_page.locator("#L2 code")).to_have_text("\ty = 'a\\u200bb'")
    expect(alice_page.locator("#L1 .invisible")).to_have_count(3)


def test_the_mark_of_a_finding_keeps_the_colour_of_the_text(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("long.py", b'x = "' + b"z" * 200 + b'"\n')
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    text = alice_page.locator("#L1 .s")
    expect(text).to_have_count(2)
    plain, marked = (part.evaluate("part => getComputedStyle(part).color") for part in text.all())
    assert marked == plain
    expect(alice_page.locator("#L1 mark.s")).to_have_count(1)


def test_printed_source_is_not_covered_or_cut_off(alice_page: Page, alice: Person) -> None:
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


def test_a_category_filter_without_findings_after_a_replacement_is_removed(
    alice_page: Page, alice: Person
) -> None:
    file_id = alice.upload_one("game.py", b"import os\nx = [1,2]\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    layout = alice_page.get_by_role("button", name="Layout")
    layout.click()
    findings = alice_page.get_by_role("region", name="Findings", exact=True).get_by_role("link")
    expect(findings).to_have_text([re.compile("E231")])
    alice.replace(file_id, "game.py", b"import os\n")
    expect(layout).to_be_disabled()
    expect(layout).to_have_attribute("aria-pressed", "false")
    expect(findings).to_have_text([re.compile("F401")])


def test_a_category_outside_the_stored_findings_is_explained(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("long.py", b"x = [1,2]\n" * 5001 + b"import os\n")
    alice.wait(file_id)
    alice_page.goto(f"/files/{file_id}")
    alice_page.get_by_role("button", name="Unused").click()
    expect(alice_page.get_by_text("None of the findings shown is in this selection.")).to_be_visible()
    alice_page.get_by_role("button", name="Show all").click()
    expect(alice_page.get_by_role("button", name="Unused")).to_have_attribute("aria-pressed", "false")


def test_the_message_about_a_refused_replacement_closes_after_the_next_one(
    alice_page: Page, alice: Person
) -> None:
    alice_page.goto(f"/files/{alice.upload_one('game.py', b'import os')}")
    for name in ("notes.txt", "draft.txt", "better.py"):
        with alice_page.expect_file_chooser() as chooser:
            alice_page.get_by_role("button", name="Replace").click()
        chooser.value.set_files({"name": name, "mimeType": "text/plain", "buffer": b"x = 1\n"})
        refused = alice_page.get_by_role("alert").filter(has_text="stays as it was.")
        expect(refused).to_have_count(int(name.endswith(".txt")))
        if name.endswith(".txt"):
            expect(refused).to_contain_text(f"{name} was not accepted.")
    expect(alice_page.get_by_role("heading", name="better.py")).to_be_visible()
