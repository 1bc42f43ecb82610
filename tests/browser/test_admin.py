from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import find_violations, sign_in
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running
from tests.smtp import SmtpServer

Open = Callable[..., BrowserContext]
NARROWEST = 320
FAULTY = b"import os\n\n\ndef pay(amount):\n    if amount == None:\n        return totl\n"


@pytest.fixture
def dora_page(open_context: Open, dora: Person) -> Page:
    """The administrator's browser."""
    context = open_context()
    sign_in(context, dora)
    return context.new_page()


def test_confirming_a_user_and_reading_a_source_are_in_the_audit(
    dora_page: Page, new_person: Callable[[str], Person]
) -> None:
    page, erin = dora_page, new_person("erin")
    erin.register()
    page.goto("/admin/users")
    page.get_by_label("Find by address or name").fill(erin.email)
    row = page.get_by_role("row", name=re.compile(erin.email))
    expect(row).to_contain_text("Waiting")
    row.get_by_role("button", name=f"Confirm {erin.email}").click()
    expect(row).to_contain_text("Active")
    assert erin.sign_in().status_code == 200
    file_id = erin.upload_one("secret.py", FAULTY)
    erin.wait(file_id)

    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Files").click()
    page.get_by_label("Find by name of a file or a user").fill(erin.email)
    page.get_by_role("link", name="secret.py").click()
    expect(page.get_by_text("undefined name 'totl'")).to_be_visible()
    expect(page.locator("#L1")).to_have_count(0)
    page.get_by_role("button", name="Show the text (recorded in the audit)").click()
    expect(page.locator("#L6")).to_contain_text("return totl")
    expect(page.get_by_text("Recorded in the audit: ")).to_be_visible()

    page.goto("/admin/audit")
    newest = page.get_by_role("row", name=re.compile("secret.py")).first
    expect(newest).to_contain_text(f"Read the source text of secret.py, of {erin.email}")


def test_a_user_is_disabled_enabled_and_deleted(dora_page: Page, bob: Person) -> None:
    page = dora_page
    bob.wait(bob.upload_one("a.py", FAULTY))
    page.goto("/admin/users")
    page.get_by_label("Find by address or name").fill(bob.email)
    page.get_by_role("link", name=bob.email).click()
    page.get_by_role("button", name="Disable", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Disabled")).to_be_visible()
    assert bob.sign_in().json()["code"] == "account-disabled"
    page.get_by_role("button", name="Enable", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Active")).to_be_visible()

    page.get_by_role("button", name=f"Delete {bob.email}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 file with their results")
    dialog.get_by_role("button", name="Delete the account and 1 file").click()
    expect(page.get_by_role("heading", name="Users")).to_be_visible()
    assert bob.sign_in().json()["code"] == "invalid-credentials"


def test_the_backup_button_reports_success_and_failure(
    open_context: Open, start: Callable[..., Running]
) -> None:
    running = start(rate_limits="off")
    dora = Person(running.url, "dora")
    assert dora.set_up(running.setup_token).status_code == 201
    context = open_context(base_url=running.url)
    sign_in(context, dora)
    page = context.new_page()
    page.goto("/admin")
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_role("status").filter(has_text="Backup made: ")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Made the backup by-hand-"))).to_be_visible()
    shutil.rmtree(running.data_dir / "backups")
    (running.data_dir / "backups").write_text("no folder")
    page.get_by_role("button", name="Back up now").click()
    expect(page.get_by_role("alert").filter(has_text="there is no folder for backups")).to_be_visible()
    dora.api.close()


def test_one_session_of_a_user_is_ended(dora_page: Page, bob: Person) -> None:
    user_id = bob.api.get("/session").json()["user"]["id"]
    dora_page.goto(f"/admin/users/{user_id}")
    dora_page.get_by_role("button", name="End this one").click()
    expect(dora_page.get_by_text("No sessions.")).to_be_visible()
    assert bob.api.get("/session").status_code == 401


def test_deleting_several_files_names_them_first(dora_page: Page, bob: Person) -> None:
    page = dora_page
    for name in ("one.py", "two.py", "three.py"):
        bob.wait(bob.upload_one(name, FAULTY))
    page.goto("/admin/files")
    page.get_by_label("Find by name of a file or a user").fill(bob.email)
    for name in ("one.py", "two.py"):
        page.get_by_label(f"Select {name} of {bob.email}").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Delete 2 files of {bob.email}?")
    page.route("**/api/v1/admin/files/*", lambda route: route.abort(), times=1)
    dialog.get_by_role("button", name="Delete 2 files").click()
    expect(dialog.get_by_role("alert")).to_contain_text("1 file not deleted")
    dialog.get_by_role("button", name="Delete the file").click()
    expect(page.get_by_role("link", name="two.py")).to_have_count(0)
    expect(page.get_by_role("link", name="one.py")).to_have_count(0)
    expect(page.get_by_role("link", name="three.py")).to_be_visible()
    assert [file["name"] for file in bob.api.get("/files").json()["files"]] == ["three.py"]


def test_selecting_all_files_says_how_many_there_are(dora_page: Page, bob: Person) -> None:
    page = dora_page
    for start in (0, 40):
        bob.upload({f"f{number}.py": b"" for number in range(start, start + 40)})
    page.goto(f"/admin/files?user={bob.api.get('/session').json()['user']['id']}")
    page.get_by_label("Select all files shown").check()
    bar = page.get_by_role("group", name="Actions on the selected files")
    expect(bar).to_contain_text("50 of 80 selected")
    assert find_violations(page) == []
    bar.get_by_role("button", name="Select more").click()
    expect(bar).to_contain_text("80 selected")
    expect(bar).not_to_contain_text("of 80")
    expect(page.get_by_label("Select all files")).to_be_checked()


def test_checking_several_files_again_asks_for_one_email(
    dora_page: Page, alice_page: Page, alice: Person
) -> None:
    ids = [alice.upload_one(name, FAULTY) for name in ("one.py", "two.py")]
    for file_id in ids:
        alice.wait(file_id)
    alice_page.goto("/")
    first, second = check_again(alice_page, "Select one.py", "Select two.py")
    assert first == second != ""
    for file_id in ids:
        alice.wait(file_id)
    dora_page.goto("/admin/files")
    dora_page.get_by_label("Find by name of a file or a user").fill(alice.email)
    labels = (f"Select {name} of {alice.email}" for name in ("one.py", "two.py"))
    first, second = check_again(dora_page, *labels)
    assert first == second != ""


def check_again(page: Page, *labels: str) -> list[str]:
    """Check the files with these labels again; return the batch of each request, or an empty text."""
    batches: list[str] = []
    page.on("request", lambda sent: batches.extend(re.findall(r"/checks(?:\?batch=(.*))?$", sent.url)))
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Check again", exact=True).click()
    expect(page.get_by_text(f"{len(labels)} files will be checked again.")).to_be_visible()
    return batches


def test_only_administrators_see_the_administration(alice_page: Page) -> None:
    alice_page.goto("/")
    expect(alice_page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    expect(alice_page.get_by_role("link", name=re.compile("Admin"))).to_have_count(0)
    alice_page.goto("/admin/users")
    expect(alice_page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_on_a_phone_the_administration_is_in_the_account_menu(open_context: Open, dora: Person) -> None:
    context = open_context(viewport={"width": NARROWEST, "height": 640})
    sign_in(context, dora)
    page = context.new_page()
    page.goto("/")
    page.locator("summary", has_text="@").or_(page.get_by_label(f"Account: {dora.email}")).first.click()
    page.get_by_role("link", name="Administration").click()
    expect(page.get_by_role("heading", name="System", exact=True)).to_be_visible()


def test_the_local_mailbox_shows_an_email_with_its_link(
    dora_page: Page, new_person: Callable[[str], Person]
) -> None:
    page, erin = dora_page, new_person("erin")
    erin.register()
    page.goto("/admin/emails")
    page.get_by_label("Find by subject, address or name").fill(erin.email)
    page.get_by_role("group").filter(has_text=erin.email).get_by_text("Confirm your address").click()
    expect(page.get_by_text("/verify#token=")).to_be_visible()
    assert find_violations(page) == []


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def test_a_test_email_shows_each_step_and_the_replies_of_the_server(
    open_context: Open, start: Callable[..., Running], smtp: SmtpServer
) -> None:
    running = start(smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none", rate_limits="off")
    dora = Person(running.url, "dora")
    assert dora.set_up(running.setup_token).status_code == 201
    context = open_context(base_url=running.url, reduced_motion="reduce")
    sign_in(context, dora)
    page = context.new_page()
    page.goto("/admin/emails")
    expect(page.get_by_text("There are no emails yet")).to_be_visible()
    assert find_violations(page) == []
    page.get_by_role("link", name="Send a test email").click()
    expect(page.get_by_label("Send it to")).to_have_value(dora.email)
    smtp.script("RCPT", "550 5.1.1 No such user")
    page.get_by_role("button", name="Send a test email").click()
    expect(page.get_by_text("The test email was not sent.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("failed"))).to_contain_text("550 5.1.1 No such user")
    assert find_violations(page) == []
    page.get_by_role("button", name="Send a test email").click()
    expect(page.get_by_text("The mail server accepted the test email")).to_be_visible()
    assert find_violations(page) == []
    dora.api.close()


# lists are limited to one user: those of other tests would add hundreds of rows
PAGES = {
    "/admin": "System",
    "/admin/audit?user={user}": "Audit",
    "/admin/users?q={email}": "Users",
    "/admin/users/{user}": "{email}",
    "/admin/users/unknown": "There is no such user",
    "/admin/files?q={email}": "Everybody’s files",
    "/admin/files/{file}": "example.py",
    "/admin/emails?q={email}": "Emails",
    "/admin/emails/test": "Test email",
}


@pytest.mark.parametrize(("path", "heading"), PAGES.items(), ids=PAGES)
def test_the_pages_of_the_administration_have_no_violations(
    open_context: Open, dora: Person, bob: Person, path: str, heading: str
) -> None:
    file_id = bob.upload_one("example.py", FAULTY)
    bob.wait(file_id)
    user_id = bob.api.get("/session").json()["user"]["id"]
    context = open_context(reduced_motion="reduce")
    sign_in(context, dora)
    page = context.new_page()
    page.goto(path.format(user=user_id, file=file_id, email=bob.email))
    expect(page.get_by_role("heading", name=heading.format(email=bob.email), level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert find_violations(page) == []
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_an_unreachable_mail_server_needs_attention(
    open_context: Open, start: Callable[..., Running]
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but not listening
        port = unused.getsockname()[1]
        running = start(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        dora = Person(running.url, "dora")
        assert dora.set_up(running.setup_token).status_code == 201
        dora.register()
        until(lambda: dora.api.get("/admin/system").json()["emails"]["delayed"] == 1)
        context = open_context(base_url=running.url)
        sign_in(context, dora)
        dora.api.close()
        page = context.new_page()
        page.goto("/admin")
        expect(page.get_by_text("1 email was not taken yet.")).to_be_visible()
        expect(page.get_by_text("Every email of the last day was taken.")).to_have_count(0)
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST
        page.get_by_role("link", name="See the emails").click()
        expect(page.get_by_text("Connecting: Connection refused.")).to_be_visible()
