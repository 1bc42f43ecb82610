"""When emails are sent: preferences, links in emails, and sending a refused one again."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails, text_of
from tests.http.test_mail import mail_of, serve_with, sign_up
from tests.http.waiting import until
from tests.people import PLAIN, Person
from tests.running import Running
from tests.smtp import SmtpServer


def preferences_of(person: Person) -> Any:
    return person.api.get("/users/me/preferences").json()


def find_result(server: Running, person: Person) -> Any:
    """Wait for the email about a result, and return it."""
    return until(lambda: [m for m in read_emails(server.data_dir, person.email) if m["List-Unsubscribe"]])[-1]


def one_click(url: str, **headers: str) -> httpx.Response:
    """Unsubscribe as a mail program does: without cookies, by an address of its own."""
    with httpx.Client(verify=PLAIN, trust_env=False) as client:
        return client.post(url, data={"List-Unsubscribe": "One-Click"}, headers=headers)


def test_preferences_are_shown_and_changed(alice: Person, bob: Person) -> None:
    assert preferences_of(alice) == {
        "result_mail": "always",
        "default_profile": "default",
        "display_name": None,
    }
    changed = alice.api.patch("/users/me/preferences", json={"result_mail": "changes", "display_name": "Ada"})
    assert changed.json() == {"result_mail": "changes", "default_profile": "default", "display_name": "Ada"}
    unnamed = alice.api.patch("/users/me/preferences", json={"display_name": None})
    assert unnamed.json() == changed.json() | {"display_name": None}
    alice.api.patch("/users/me/preferences", json={"display_name": "Ada"})
    alice.api.patch("/profiles", json={"default": "strict"})
    assert preferences_of(alice)["default_profile"] == "strict"
    assert preferences_of(bob)["result_mail"] == "always"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"result_mail": "sometimes"}, "result_mail"),
        ({"default_profile": "unknown"}, "default_profile"),
        ({"display_name": "x" * 81}, "display_name"),
    ],
)
def test_a_wrong_preference_names_its_field(alice: Person, body: dict[str, str], field: str) -> None:
    response = alice.api.patch("/users/me/preferences", json=body)
    assert (response.status_code, [*response.json()["errors"]]) == (422, [field])


def test_a_file_has_a_choice_of_its_own(alice: Person, bob: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    path = f"/files/{file_id}/result-mail"
    assert alice.read(file_id)["result_mail"] is None
    assert alice.api.put(path, json={"result_mail": "never"}).json()["result_mail"] == "never"
    assert bob.api.put(path, json={"result_mail": "always"}).status_code == 404
    assert alice.read(file_id)["result_mail"] == "never"
    assert alice.api.put(path, json={"result_mail": None}).json()["result_mail"] is None
    assert alice.api.put(path, json={}).status_code == 422


def test_one_click_ends_the_emails_without_a_session_and_is_undone(server: Running, alice: Person) -> None:
    own = alice.upload_one("own.py", b"import os\n")
    alice.api.put(f"/files/{own}/result-mail", json={"result_mail": "always"})
    email = find_result(server, alice)
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = email["List-Unsubscribe"].strip("<>")
    assert url in text_of(email)
    with httpx.Client(verify=PLAIN, trust_env=False) as client:
        assert "<html" in client.get(url).text
        assert client.post(url, content=b"").status_code == 400
        assert client.post(url.replace("t=", "t=0"), data={"x": "One-Click"}).status_code == 400
    assert preferences_of(alice)["result_mail"] == "always"
    assert one_click(url, Origin="https://evil.example").status_code == 403
    assert one_click(url).status_code == 200
    assert one_click(url).status_code == 200
    assert preferences_of(alice)["result_mail"] == "never"
    alice.api.post(f"/files/{own}/checks")
    assert alice.wait(own)["checks"][0]["mail"]["state"] == "off"

    token = httpx.URL(url).params["t"]
    with httpx.Client(base_url=alice.api.base_url, verify=PLAIN, trust_env=False) as stranger:
        shown = stranger.get("/subscription", params={"t": token}).json()
        file = {"id": own, "name": "own.py", "result_mail": None}
        assert shown == {"email": alice.email, "result_mail": "never", "file": file}
        query = {"t": token}
        assert stranger.put("/subscription", params=query, json={"result_mail": "changes"}).status_code == 200
        of_file = stranger.put("/subscription/file", params=query, json={"result_mail": "never"}).json()
        assert of_file["file"]["result_mail"] == "never"
        for path in ("/session", "/files", f"/files/{own}", "/users/me/preferences"):
            assert stranger.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 401
        assert stranger.get("/subscription", params={"t": "x"}).json()["code"] == "token-invalid"
        assert stranger.get("/subscription").status_code == 422
    assert preferences_of(alice)["result_mail"] == "changes"


def test_wrong_tokens_count_towards_the_limit_of_the_network(server: Running, alice: Person) -> None:
    def count() -> Any:
        with closing(sqlite3.connect(server.data_dir / "lintbox.db", timeout=10)) as db:
            query = "SELECT count(*) FROM attempts WHERE kind = 'unsubscribe-network'"
            return db.execute(query).fetchone()[0]

    before = count()
    for path in ("/subscription", "/subscription/file"):
        answer = alice.api.put(path, params={"t": "x"}, json={"result_mail": "never"})
        assert (answer.status_code, answer.json()["code"]) == (400, "token-invalid")
    assert one_click(f"{server.url}/emails/off?t=x").status_code == 400
    assert count() == before + 3


def test_emails_about_a_file_are_a_thread(server: Running, alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"import os\n")
    alice.wait(file_id)
    alice.replace(file_id, "a.py", b"x = 1\n")
    alice.wait(file_id)
    alice.wait(alice.upload_one("b.py", b"import os\n"))
    emails = until(lambda: found if len(found := read_emails(server.data_dir, alice.email)) == 3 else [])
    threads = [email["References"] for email in emails]
    assert [email["In-Reply-To"] for email in emails] == threads
    assert sorted(threads.count(thread) for thread in {*threads}) == [1, 2]
    assert all(re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", thread) for thread in threads)


def test_an_upload_of_several_files_gives_one_email_that_names_each(server: Running, alice: Person) -> None:
    answer = alice.upload({"bad.py": b"import os\n", "good.py": b"x = 1\n", "worse.py": b"import re\nx=1\n"})
    for file in answer.json()["files"]:
        alice.wait(file["id"])
    email = find_result(server, alice)
    assert email["Subject"] == "3 files: 1 passed, 2 with findings"
    for part in ("plain", "html"):
        text = text_of(email, part)
        for file in answer.json()["files"]:
            assert file["name"] in text
            assert f"/files/{file['id']}" in text
        assert all(words in text for words in ("F401", "/codes/E225", "import re", "#L2"))
    until(lambda: all(mail_of(alice, file["id"])["state"] == "sent" for file in answer.json()["files"]))
    assert len(read_emails(server.data_dir, alice.email)) == 1


def test_a_refused_email_is_sent_again_by_its_user(start: Start, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as post:
        server = serve_with(start, post)
        alice = sign_up(new_person_on(server, "alice"), post)
        post.script("RCPT", "550 5.1.1 No such user here")
        file_id = alice.upload_one("a.py", b"x = 1\n")
        until(lambda: mail_of(alice, file_id)["state"] == "failed")
        check = alice.read(file_id)["checks"][0]["id"]
        again = alice.api.post(f"/files/{file_id}/checks/{check}/email")
        assert again.json()["checks"][0]["mail"]["state"] in {"queued", "sent"}
        until(lambda: mail_of(alice, file_id)["state"] == "sent")
        refused = alice.api.post(f"/files/{file_id}/checks/{check}/email")
        assert (refused.status_code, refused.json()["code"]) == (409, "not-failed")
