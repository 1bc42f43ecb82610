"""Navigation between findings: by Tab, by j and k, with the controls always visible."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.people import Person

MANY = b"".join(b"import m%d\n" % number for number in range(120))
FAR = b"x = '" + b"z" * 200 + b"', totl\n"
FOCUSED = "document.activeElement.id || document.activeElement.getAttribute('aria-label')"


def _open(page: Page, person: Person, data: bytes) -> None:
    file_id = person.upload_one("walk.py", data)
    person.wait(file_id)
    page.goto(f"/files/{file_id}")
    expect(page.locator("#L1")).to_be_visible()


def test_tab_moves_between_findings(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, b"import os\nx = 1\n\nimport sys\n" + b"y = 2\n" * 30)
    alice_page.get_by_label(re.compile("^Source of")).focus()
    passed = []
    for _ in range(4):
        alice_page.keyboard.press("Tab")
        passed.append(alice_page.evaluate(FOCUSED))
    assert passed[:3] == ["finding-0", "finding-1", "finding-2"]
    assert passed[3] == "Findings and details"
    alice_page.keyboard.press("Shift+Tab")
    expect(alice_page.get_by_text("3 of 3").first).to_be_visible()
    alice_page.keyboard.press("l")
    expect(alice_page.locator("#entry-2")).to_be_focused()


def test_a_skip_link_leads_to_the_findings(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, MANY)
    alice_page.locator("#L2 .at").click()
    expect(alice_page).to_have_url(re.compile("#L2-F401$"))
    skip = alice_page.get_by_role("link", name="Skip to the findings")
    skip.focus()
    expect(skip).to_be_in_viewport()
    alice_page.keyboard.press("Enter")
    expect(alice_page.locator("#findings")).to_be_focused()
    expect(alice_page).to_have_url(re.compile("#L2-F401$"))
    alice_page.keyboard.press("Tab")
    expect(alice_page.get_by_role("button", name="Previous finding").first).to_be_focused()


def test_counter_arrows_and_filter_stay_visible(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, MANY)
    findings = alice_page.get_by_role("region", name="Findings", exact=True)
    for _ in range(40):
        alice_page.keyboard.press("j")
    for part in (
        findings.get_by_text("40 of 120"),
        findings.get_by_role("button", name="Next finding"),
        findings.get_by_label("Show only these codes or words"),
        findings.get_by_role("button", name="Unused"),
    ):
        expect(part).to_be_in_viewport(ratio=1)
    entry, bar = (
        alice_page.evaluate(f"document.querySelector('{css}').getBoundingClientRect().toJSON()")
        for css in ("[aria-current=true][id^=entry]", ".navigation")
    )
    assert entry["top"] >= bar["bottom"]
    assert entry["bottom"] <= 720


def test_a_finding_far_to_the_right_is_scrolled_into_view_and_back(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, b"import os\n" + FAR)
    while alice_page.locator("#L2 .mark", has_text="totl").count() == 0:
        alice_page.wait_for_timeout(20)
    alice_page.keyboard.press("j")
    alice_page.keyboard.press("j")
    expect(alice_page.locator("#L2 .mark", has_text="totl")).to_be_in_viewport(ratio=1)
    alice_page.keyboard.press("k")
    expect(alice_page.locator("#L1 .mark")).to_be_in_viewport(ratio=1)
    assert alice_page.evaluate("document.querySelector('.source').scrollLeft") == 0


def test_wrapping_of_long_lines_is_remembered(alice_page: Page, alice: Person) -> None:
    _open(alice_page, alice, FAR)
    wrap = alice_page.get_by_role("button", name="Wrap long lines")
    expect(alice_page.locator("#L1 code")).to_have_css("white-space", "pre")
    wrap.click()
    for _ in range(2):
        expect(wrap).to_have_attribute("aria-pressed", "true")
        expect(alice_page.locator("#L1 .mark", has_text="totl")).to_be_in_viewport(ratio=1)
        assert (
            alice_page.evaluate("(s => s.scrollWidth - s.clientWidth)(document.querySelector('.source'))")
            == 0
        )
        alice_page.reload()
        expect(alice_page.locator("#L1")).to_be_visible()


def test_long_options_stay_in_the_sidebar(alice_page: Page, alice: Person) -> None:
    options = {"builtins": "x" * 180}
    body = {"name": "n" * 60, "options": options, "plugins": []}
    profile = alice.api.post("/profiles", json=body)
    assert profile.status_code == 201, profile.text
    parts = {"file": ("walk.py", b"import os\n")}
    added = alice.api.post("/files", params={"profile": profile.json()["id"]}, files=parts)
    file_id = added.json()["files"][0]["id"]
    alice.wait(file_id)
    for width in (1280, 360):
        alice_page.set_viewport_size({"width": width, "height": 720})
        alice_page.goto(f"/files/{file_id}")
        expect(alice_page.get_by_text("x" * 180).first).to_be_attached()
        wide = alice_page.evaluate(
            "(s => s.scrollWidth - s.clientWidth)(document.querySelector('.aside .scroller'))"
        )
        page_wide = alice_page.evaluate("document.documentElement.scrollWidth")
        assert (wide, page_wide <= width) == (0, True)
