"""Managing users and emails from the command line, beside a running server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import make_data, run
from tests.http.waiting import until
from tests.people import Person
from tests.running import Running
from tests.smtp import SmtpServer


def ask(server: Running, *arguments: object, **settings: object) -> str:
    """Return the output of a command that must succeed."""
    ended = run(*arguments, "--data-dir", server.data_dir, folder=server.data_dir.parent, **settings)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def find_row(server: Running, person: Person) -> list[str]:
    (row,) = [row for row in ask(server, "admin", "list").splitlines() if person.email in row]
    return row.split()


def test_users_are_listed(server: Running, alice: Person, charlie: Person) -> None:
    charlie.register()
    alice.upload_one("a.py", b"x = 1\n")
    assert find_row(server, alice)[:4] == ["active", "user", "1", "files"]
    assert find_row(server, charlie)[:4] == ["waiting", "user", "0", "files"]
    assert find_row(server, charlie)[4:6] == ["seen", "never"]


def test_a_user_is_disabled_and_enabled(server: Running, alice: Person, administrator: str) -> None:
    assert administrator
    assert "cannot sign in" in ask(server, "admin", "disable", alice.email)
    assert alice.api.get("/session").status_code == 401
    assert alice.sign_in().json()["code"] == "account-disabled"
    assert "can sign in again" in ask(server, "admin", "enable", alice.email.upper())
    assert alice.sign_in().status_code == 200


def test_the_printed_link_sets_a_new_password(server: Running, alice: Person) -> None:
    output = ask(server, "admin", "reset", alice.email)  # of the running server, whatever its port
    assert f"{server.url}/reset#token=" in output
    body = {"token": output.partition("token=")[2].strip(), "password": "lamp orchard violin"}
    assert alice.api.post("/users/reset", json=body).status_code == 200
    assert alice.sign_in("lamp orchard violin").status_code == 200


def test_command_line_actions_are_audited(server: Running, charlie: Person, dora: Person) -> None:
    charlie.register()
    ask(server, "admin", "verify", charlie.email)
    (user,) = dora.api.get("/admin/users", params={"q": charlie.email}).json()["users"]
    (row,) = dora.api.get("/admin/audit", params={"user": user["id"]}).json()["rows"]
    assert (row["action"], row["by"], row["network"]) == (
        "verified",
        {"id": None, "name": "command line"},
        None,
    )


@pytest.mark.parametrize("command", ["verify", "disable", "enable", "reset"])
def test_an_unknown_user_is_one_sentence(server: Running, tmp_path: Path, command: str) -> None:
    ended = run("admin", command, "nobody@school.example", "--data-dir", server.data_dir, folder=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr == "lintbox: There is no account for nobody@school.example.\n"


def test_a_password_without_a_terminal_needs_password_stdin(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "lintbox", "admin", "create", "dora@school.example"]
    ended = subprocess.run(
        words, cwd=tmp_path, input=b"", capture_output=True, start_new_session=True, check=False
    )
    assert ended.returncode == 2
    (sentence,) = ended.stderr.splitlines()
    assert b"--password-stdin" in sentence


def test_the_last_administrator_cannot_be_disabled(tmp_path: Path) -> None:
    made = run("admin", "create", "dora@school.example", "--password-stdin", folder=tmp_path, stdin="x" * 5)
    assert made.returncode == 2
    assert "Too short" in made.stderr
    password = "orange giraffe tin whistle\n"
    made = run("admin", "create", "dora@school.example", "--password-stdin", folder=tmp_path, stdin=password)
    assert made.returncode == 0
    ended = run("admin", "disable", "dora@school.example", folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (
        2,
        "lintbox: This is the last administrator. Make another one first.\n",
    )


def test_emails_are_listed_and_shown(server: Running, charlie: Person) -> None:
    charlie.register()
    (row,) = until(lambda: [x for x in ask(server, "mail", "list").splitlines() if charlie.email in x])
    email_id, state, *_ = row.split()
    until(lambda: "Saved on this server" in ask(server, "mail", "show", email_id))
    shown = ask(server, "mail", "show", email_id)
    assert "Subject  Confirm your address\n" in shown
    assert charlie.verify(shown.partition("token=")[2].split()[0]).status_code == 200
    assert state in {"queued", "sending", "saved"}
    assert "State    saved\n" in shown
    assert email_id not in ask(server, "mail", "list", "--state", "failed")


def test_mail_test_prints_the_transcript_and_exits_1_on_failure(tmp_path: Path) -> None:
    make_data(tmp_path / "lintbox-data")
    with SmtpServer() as smtp:
        smtp.script("RCPT", "550 5.1.1 User unknown")
        mail = {"smtp_host": smtp.host, "smtp_port": smtp.port, "smtp_security": "none"}
        refused = run("mail", "test", "grace@school.example", folder=tmp_path, **mail)
        taken = run("mail", "test", "grace@school.example", folder=tmp_path, **mail)
    assert (refused.returncode, taken.returncode) == (1, 0)
    assert "  > RCPT TO:<grace@school.example>\n  < 550 5.1.1 User unknown\n" in refused.stdout
    assert "Email (DATA): not reached\n" in refused.stdout
    assert taken.stdout.endswith("The mail server accepted the email.\n")
    assert len(smtp.emails) == 1


def test_mail_test_without_a_mail_server_says_whose_settings_it_read(tmp_path: Path) -> None:
    make_data(tmp_path / "lintbox-data")
    saved = run("mail", "test", "grace@school.example", folder=tmp_path)
    assert saved.returncode == 0
    assert "The environment of this command names no mail server (LINTBOX_SMTP_HOST)" in saved.stdout
    assert "running server" not in saved.stdout


def test_mail_test_beside_a_server_says_how_to_test_the_settings_of_that(server: Running) -> None:
    said = ask(server, "mail", "test", "grace@school.example")
    assert said.endswith(f"start this command with the same, or open {server.url}/admin/emails/test.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("show", "nothing"), "There is no such email"), (("test", "grace@"), "Write it in full")],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, str], sentence: str
) -> None:
    make_data(tmp_path / "lintbox-data")
    ended = run("mail", *arguments, folder=tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert sentence in ended.stderr
