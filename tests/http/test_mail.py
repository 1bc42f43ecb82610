"""Emails through a real SMTP server, and into the local mailbox."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import text_of, token_of
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running
from tests.smtp import SmtpServer


def serve_with(start: Start, post: SmtpServer) -> Running:
    return start(
        smtp_host=post.host, smtp_port=post.port, smtp_security="none", mail_from="lintbox@school.example"
    )


def sign_up(person: Person, post: SmtpServer) -> Person:
    """Register, verify with the link in the email, and sign in."""
    assert person.register().json() == {"email": person.email, "mail": "smtp"}
    email = until(lambda: [m for m in post.emails if m["To"] == person.email])[0]
    assert person.verify(token_of(email)).status_code == 200
    assert person.sign_in().status_code == 200
    return person


def assert_readable(email: EmailMessage) -> None:
    assert email.get_content_type() == "multipart/alternative"
    assert text_of(email).strip()
    assert "<html" in text_of(email, "html")
    assert email["Message-ID"]
    assert email["Subject"]


def mail_of(person: Person, file_id: str) -> Any:
    return person.read(file_id)["checks"][0]["mail"]


def test_all_three_emails_arrive_as_text_and_html(start: Start, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as post:
        alice = sign_up(new_person_on(serve_with(start, post), "alice"), post)
        alice.register()
        file_id = alice.upload_one("homework.py", b"import os\n")
        until(lambda: mail_of(alice, file_id)["state"] == "sent")
        emails = until(lambda: post.emails if len(post.emails) == 3 else [])
        assert mail_of(alice, file_id)["sent_at"]
        assert mail_of(alice, file_id)["via"] == "smtp"
    assert {email["To"] for email in emails} == {alice.email}
    for email in emails:
        assert_readable(email)
    verification, _, _ = emails
    assert text_of(verification).count("token=") == 1
    result = next(email for email in emails if "homework.py" in email["Subject"])
    assert "F401" in text_of(result)
    assert f"/files/{file_id}#L1" in text_of(result)


def test_a_greylisted_email_is_queued_with_the_servers_reply(
    start: Start, new_person_on: NewPersonOn
) -> None:
    with SmtpServer() as post:
        alice = sign_up(new_person_on(serve_with(start, post), "alice"), post)
        post.script("RCPT", "451 4.7.1 Come back later")
        file_id = alice.upload_one("a.py", b"x = 1\n")
        until(lambda: mail_of(alice, file_id)["detail"])
        mail = mail_of(alice, file_id)
    assert (mail["state"], mail["sent_at"]) == ("queued", None)
    assert "451" in mail["detail"]
    assert "Come back later" in mail["detail"]


def test_a_refused_email_fails_with_the_servers_reply(start: Start, new_person_on: NewPersonOn) -> None:
    with SmtpServer() as post:
        alice = sign_up(new_person_on(serve_with(start, post), "alice"), post)
        post.script("RCPT", "550 5.1.1 No such user here")
        file_id = alice.upload_one("a.py", b"x = 1\n")
        until(lambda: mail_of(alice, file_id)["state"] == "failed")
        assert "No such user here" in mail_of(alice, file_id)["detail"]
        assert alice.wait(file_id)["state"] == "passed"


def test_the_local_mailbox_is_readable_by_the_owner_only(server: Running, alice: Person) -> None:
    file_id = alice.upload_one("a.py", b"x = 1\n")
    until(lambda: mail_of(alice, file_id)["state"] == "sent")
    assert mail_of(alice, file_id)["via"] == "local"
    assert mail_of(alice, file_id)["detail"].startswith("Saved on this server: mail/")
    assert {path.stat().st_mode & 0o777 for path in server.find_email_files()} == {0o600}
    assert (server.data_dir / "mail").stat().st_mode & 0o777 == 0o700


def test_results_are_not_sent_if_result_mail_is_off(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(result_mail="never")
    alice = new_person_on(server, "alice").sign_up()
    file = alice.wait(alice.upload_one("a.py", b"x = 1\n"))
    assert file["checks"][0]["mail"]["state"] == "off"
