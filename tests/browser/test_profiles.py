"""Profiles: paste, create, make default, choose for a file, delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import find_violations
from tests.browser.test_access import fits_the_narrowest_window, open_page
from tests.people import Person

Open = Callable[..., BrowserContext]
LONG = b"x = 1  # " + b"x" * 85 + b"\n"
PASTED = """[flake8]
max-line-length = 100
output-file = lint.txt
require-plugins = pep8-naming
per-file-ignores = src/*: E501
[flake8:local-plugins]
extension = X = ours:Checker
"""


def test_a_pasted_configuration_becomes_the_profile_of_a_file(alice_page: Page, alice: Person) -> None:
    file_id = alice.upload_one("long.py", LONG)
    alice.wait(file_id)
    page = alice_page
    page.goto("/profiles")
    page.get_by_role("link", name="Paste a configuration").click()
    page.get_by_label("Text of the configuration").fill(PASTED)
    page.get_by_role("button", name="Fill in the form").click()
    read = page.get_by_role("status").filter(has_text="1 option accepted, 4 refused.")
    expect(read).to_contain_text("load code of your own")
    expect(read).to_contain_text("pep8-naming is switched on")
    expect(page.get_by_label("max-line-length")).to_have_value("100")
    expect(page.get_by_label("pep8-naming")).to_be_checked()

    page.get_by_label("max-complexity").fill("many")
    page.get_by_label("Name of the profile").fill("Ours")
    page.get_by_role("button", name="Make the profile").click()
    expect(page.get_by_text("Not a whole number")).to_be_visible()
    expect(page.get_by_label("max-complexity")).to_be_focused()
    page.get_by_label("max-complexity").fill("10")
    page.get_by_role("button", name="Make the profile").click()
    expect(page.get_by_role("link", name="Ours", exact=True)).to_be_visible()

    page.goto(f"/files/{file_id}")
    expect(page.locator("#L1")).to_contain_text("E501")
    page.get_by_label("Profile of this file").select_option("Ours")
    page.get_by_role("button", name="Check with “Ours”").click()
    expect(page.get_by_role("status").filter(has_text="Passed")).to_be_visible()
    expect(page.get_by_text("--max-complexity=10 long.py")).to_be_visible()


def test_a_new_default_offers_to_check_everything_again(alice_page: Page, alice: Person) -> None:
    for name in ("a.py", "b.py"):
        alice.wait(alice.upload_one(name, LONG))
    page = alice_page
    page.goto("/")
    expect(page.get_by_role("row").filter(has_text="Needs work")).to_have_count(2)
    page.goto("/profiles")
    page.get_by_role("button", name="Make default: First course").click()
    page.get_by_role("button", name="Check all 2 again").click()
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Passed")).to_have_count(2)
    expect(page.get_by_text("of another profile")).to_have_count(0)


def test_a_chosen_profile_applies_to_one_upload_and_the_next_has_the_default(
    alice_page: Page, tmp_path: Path
) -> None:
    page = alice_page
    page.goto("/")
    choice = page.get_by_label("Check with")
    expect(choice.locator(":checked")).to_have_text("Your default (flake8 default)")
    choice.select_option("First course")
    for name in ("chosen.py", "usual.py"):
        (tmp_path / name).write_bytes(LONG)
        page.get_by_label("Choose files").set_input_files(tmp_path / name)
        expect(choice).to_have_value("")
    expect(page.get_by_role("row").filter(has_text="chosen.py")).to_contain_text("Passed")
    expect(page.get_by_role("row").filter(has_text="usual.py")).to_contain_text("Needs work")
    page.get_by_role("link", name="chosen.py", exact=True).click()
    expect(page.get_by_label("Profile of this file").locator(":checked")).to_have_text("First course")


def test_deleting_a_profile_asks_first_and_tells_what_happens_to_its_files(
    alice_page: Page, alice: Person
) -> None:
    own = alice.api.post("/profiles", json={"name": "Ours"}).json()["id"]
    file_id = alice.upload_one("a.py", LONG)
    alice.api.put(f"/files/{file_id}/profile", json={"profile": own})
    page = alice_page
    page.goto("/profiles")
    page.get_by_role("button", name="Delete Ours").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "1 file that had it will be checked with your default."
    )
    page.get_by_role("button", name="Delete the profile").click()
    expect(page.get_by_role("link", name="Ours", exact=True)).to_have_count(0)
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_the_profile_pages_have_no_violations(open_context: Open, alice: Person) -> None:
    alice.api.post("/profiles", json={"name": "Ours", "plugins": ["pep8-naming"]})
    page = open_page(open_context, alice, "/profiles")
    expect(page.get_by_role("link", name="Ours", exact=True)).to_be_visible()
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)
    page.goto("/profiles/new#paste")
    page.get_by_label("Text of the configuration").fill(PASTED)
    page.get_by_role("button", name="Fill in the form").click()
    expect(page.get_by_text("4 refused.")).to_be_visible()
    page.get_by_role("button", name="Make the profile").click()
    expect(page.get_by_text("Give it a name.")).to_be_visible()
    assert find_violations(page) == []
    assert fits_the_narrowest_window(page)


def test_a_profile_is_made_once_when_answers_are_missing(alice_page: Page, alice: Person) -> None:
    page = alice_page
    page.goto("/profiles/new")
    page.get_by_label("Name of the profile").fill("Mine")
    missing = ["POST", "GET"]

    def drop(route: Route) -> None:
        if missing and route.request.method == missing[0]:
            missing.pop(0)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/profiles", drop)
    make = page.get_by_role("button", name="Make the profile")
    make.click()
    expect(page.get_by_text("It was not saved.")).to_be_in_viewport()
    make.click()
    expect(page.get_by_text("“Mine” is saved.")).to_be_visible()
    # the list that could not be read is read when the server answers again
    expect(page.get_by_role("link", name="Mine", exact=True)).to_be_visible()
    assert missing == []
    own = [
        profile["name"] for profile in alice.api.get("/profiles").json()["profiles"] if not profile["shipped"]
    ]
    assert own == ["Mine"]
