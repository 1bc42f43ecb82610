"""The administrator sees the state of each email and can resend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running
from tests.smtp import SmtpServer


def find(dora: Person, person: Person, **query: str) -> list[Any]:
    emails: list[Any] = dora.api.get("/admin/emails", params={"q": person.email, **query}).json()["emails"]
    return emails


def wait_for(dora: Person, person: Person, state: str) -> Any:
    return until(lambda: find(dora, person, state=state))[0]


@pytest.fixture
def alice(new_person: Callable[[str], Person]) -> Person:
    """A user who has received an email, with the link of her registration."""
    return new_person("alice").sign_up()


def test_emails_are_listed_with_their_state(alice: Person, dora: Person) -> None:
    file_id = alice.upload_one("sorting_alice.py", b"import os\n")
    alice.wait(file_id)
    email = until(lambda: find(dora, alice, state="sent")[:-1])[0]
    assert (email["kind"], email["subject"]) == ("result", "sorting_alice.py: 1 finding")
    assert (email["recipient"], email["user"]["email"]) == (alice.email, alice.email)
    assert (email["file_id"], email["due_at"], email["attempts"]) == (file_id, None, 1)
    assert email["detail"].startswith("Saved on this server: mail/")
    assert email["sent_at"] >= email["created_at"]
    user_id = email["user"]["id"]
    listed = dora.api.get("/admin/emails", params={"user": user_id}).json()
    assert listed["counts"] == {"all": 2, "queued": 0, "sent": 2, "failed": 0}
    assert listed["mail"] | {"sender": ""} == {
        "mode": "local",
        "server": None,
        "port": None,
        "security": None,
        "username": None,
        "sender": "",
    }
    assert listed["last_day"]["sent"] >= 2
    for text in ("SORTING_alice", "Confirm your"):
        found = dora.api.get("/admin/emails", params={"user": user_id, "q": text}).json()
        assert (len(found["emails"]), found["total"]) == (1, 1)


def test_reading_an_email_is_audited(alice: Person, charlie: Person, dora: Person) -> None:
    charlie.register()
    email = wait_for(dora, charlie, "sent")
    assert "token=" not in dora.api.get(f"/admin/emails/{email['id']}").text
    opened = dora.api.post(f"/admin/emails/{email['id']}/text").json()
    assert opened["email"] == email
    assert f"To: {charlie.email}" in opened["source"]
    token = opened["text"].partition("token=")[2].split()[0]
    assert charlie.verify(token).status_code == 200
    again = dora.api.post(f"/admin/emails/{email['id']}/text").json()
    assert "token=not-shown" in again["text"]
    rows = dora.api.get("/admin/audit", params={"user": email["user"]["id"]}).json()["rows"]
    assert [(row["action"], row["what"]) for row in rows if row["action"] != "signed-in"] == [
        ("looked-at-email", "Confirm your address")
    ] * 2
    assert alice.api.post(f"/admin/emails/{email['id']}/text").status_code == 403


def test_an_email_can_be_resent_while_its_link_is_valid(
    server: Running, charlie: Person, dora: Person
) -> None:
    token = charlie.register().json()["verify_url"].partition("token=")[2]
    email = wait_for(dora, charlie, "sent")
    assert dora.api.post(f"/admin/emails/{email['id']}/send").json()["state"] == "queued"
    until(lambda: len(read_emails(server.data_dir, charlie.email)) == 2)
    charlie.verify(token)
    wait_for(dora, charlie, "sent")
    response = dora.api.post(f"/admin/emails/{email['id']}/send")
    assert (response.status_code, response.json()["code"]) == (409, "link-ended")


def test_a_failed_email_shows_the_servers_reply_and_can_be_retried(
    start: Start, new_person_on: NewPersonOn
) -> None:
    with SmtpServer() as smtp:
        smtp.script("RCPT", "550 5.1.1 User unknown", "450 4.2.0 Greylisted")
        running = start(smtp_host=smtp.host, smtp_port=smtp.port, smtp_security="none")
        dora, alice = new_person_on(running, "dora"), new_person_on(running, "alice")
        assert dora.set_up(running.setup_token).status_code == 201
        alice.register()
        failed = wait_for(dora, alice, "failed")
        assert failed["detail"] == "Recipient (RCPT TO): 550 5.1.1 User unknown"
        opened = dora.api.post(f"/admin/emails/{failed['id']}/text").json()
        assert "token=not-shown" in opened["text"]
        dora.api.post(f"/admin/emails/{failed['id']}/send")
        queued = until(lambda: [x for x in find(dora, alice, state="queued") if x["detail"]])[0]
        assert queued["detail"] == "Recipient (RCPT TO): 450 4.2.0 Greylisted"
        assert (queued["attempts"], queued["attempts_most"]) == (1, 10)
        assert queued["due_at"] > queued["created_at"]
        assert dora.api.post("/admin/emails/send").json() == {"emails": 1}
        assert wait_for(dora, alice, "sent")["detail"] == "250 2.0.0 Ok: queued as 4F2A"
        trial = dora.api.post("/admin/emails/test", json={"email": dora.email}).json()
        assert (trial["sent"], len(smtp.emails)) == (True, 2)
        assert [step["name"] for step in trial["steps"]] == ["connect", "ehlo", "mail", "rcpt", "data", "end"]
        listed = dora.api.get("/admin/emails").json()
        assert listed["mail"]["server"] == smtp.host
        assert listed["last_day"] == {"sent": 1, "failed": 0}


def test_a_test_email_needs_an_address(dora: Person) -> None:
    response = dora.api.post("/admin/emails/test", json={"email": "grace@"})
    assert (response.status_code, response.json()["errors"].keys()) == (422, {"email"})


def test_paging_gives_each_email_once(alice: Person, dora: Person) -> None:
    for name in ("a.py", "b.py", "c.py"):
        alice.wait(alice.upload_one(name, b"x = 1\n"))
    user_id = alice.api.get("/session").json()["user"]["id"]
    listed_ids: list[str] = []
    cursor = ""
    while cursor is not None:
        page = dora.api.get(f"/admin/emails?user={user_id}&limit=2&cursor={cursor}").json()
        listed_ids += [email["id"] for email in page["emails"]]
        cursor = page["next"]
    assert len(listed_ids) == len(set(listed_ids)) == page["total"] == 4
