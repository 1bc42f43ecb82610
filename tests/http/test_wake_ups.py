"""Nobody waits for a poll: where each takes an hour, everything ends as soon as elsewhere."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lintbox.app.appliance import Appliance
from lintbox.background import checking, emailing
from lintbox.domain import Role
from lintbox.lint import Linter
from lintbox.settings import Settings
from lintbox.storage import users
from tests.accounts import add_user
from tests.http.waiting import until
from tests.people import Person

ENDLESS = b"x = not" + b"\f" * 2500 + b"a\n"  # takes minutes
Journey = Callable[["People"], None]


class People(NamedTuple):
    """The users of a server that checks one file at a time; ``mail`` is its local mailbox."""

    alice: Person
    bob: Person
    dora: Person
    mail: Path


def run(journey: Journey, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for task in (checking, emailing):
        monkeypatch.setattr(task, "_IDLE_SECONDS", 3600)
    settings = Settings(
        _env_file=None, data_dir=data_dir, rate_limits="off", check_workers=1, check_timeout="300s"
    )

    async def scenario() -> None:
        linter = Linter(timeout_seconds=settings.check_timeout, memory_bytes=settings.check_memory)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            appliance = Appliance(settings, listener, linter)
            await linter.start()
            await appliance.start(listener)
            try:
                await asyncio.to_thread(visit, appliance)
            finally:
                await appliance.stop()

    def visit(appliance: Appliance) -> None:
        alice, bob, dora = (Person(appliance.ready.url, name) for name in ("alice", "bob", "dora"))
        for person in (alice, bob, dora):
            person.resume(add_user(data_dir, person.email))
        db = appliance._context.db
        db.call(make_administrator, dora)
        try:
            journey(People(alice, bob, dora, data_dir / "mail"))
        finally:
            for person in (alice, bob, dora):
                person.api.close()

    asyncio.run(scenario())


def make_administrator(person: Person) -> None:
    account = users.find_account(person.email)
    assert account
    users.set_role(account.user.id, Role.ADMIN)


def wait_for_email_about(name: str, people: People) -> None:
    until(lambda: any(name in email.read_text() for email in people.mail.glob("*.eml")))


def wait_until_running(person: Person, file_id: str) -> None:
    until(lambda: person.read(file_id)["state"] == "running")


def delete(people: People, file_id: str) -> None:
    assert people.alice.api.delete(f"/files/{file_id}").is_success


def replace(people: People, file_id: str) -> None:
    assert people.alice.replace(file_id, "a.py", b"x = 1\n").is_success


def delete_as_administrator(people: People, file_id: str) -> None:
    assert people.dora.api.delete(f"/admin/files/{file_id}").is_success


def delete_the_account(people: People, _file_id: str) -> None:
    (user,) = people.dora.api.get("/admin/users", params={"q": people.alice.email}).json()["users"]
    assert people.dora.api.delete(f"/admin/users/{user['id']}").is_success


def test_the_place_of_a_check_whose_file_is_gone_is_free_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def journey(people: People) -> None:
        other = people.dora.upload_one("d.py", ENDLESS)
        wait_until_running(people.dora, other)
        for end in (delete, replace, delete_as_administrator, delete_the_account):
            endless = people.alice.upload_one("a.py", ENDLESS)
            wait_until_running(people.alice, endless)  # both lanes are full
            waiting = people.bob.upload_one("b.py", f"import os  # {end.__name__}\n".encode())
            end(people, endless)
            assert people.bob.wait(waiting)["state"] == "failed"
        people.dora.api.delete(f"/files/{other}")

    run(journey, tmp_path, monkeypatch)


def test_the_email_of_a_batch_does_not_wait_for_a_check_whose_file_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def journey(people: People) -> None:
        for end in (delete, replace, delete_as_administrator):
            name = f"{end.__name__}.py"
            answer = people.alice.upload({name: b"import os\n", "endless.py": ENDLESS})
            quick, endless = (file["id"] for file in answer.json()["files"])
            people.alice.wait(quick)
            end(people, endless)
            wait_for_email_about(name, people)

    run(journey, tmp_path, monkeypatch)


def test_results_and_emails_follow_their_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def journey(people: People) -> None:
        alice = people.alice
        for number, content in enumerate((b"import os\n", b"import os\n", b"def f(:\n", b"\xff")):
            names = [f"{number}-{count}.py" for count in range(5)]
            files = [file["id"] for file in alice.upload(dict.fromkeys(names, content)).json()["files"]]
            for file_id in files:
                alice.wait(file_id)
            wait_for_email_about(names[0], people)
        replace(people, files[0])
        alice.wait(files[0])
        assert alice.api.post(f"/files/{files[0]}/checks").is_success
        alice.wait(files[0])
        for file_id in files:
            assert alice.api.put(f"/files/{file_id}/profile", json={"profile": "strict"}).is_success
        assert alice.api.post("/checks/outdated").json() == {"queued": len(files)}
        for file_id in files:
            alice.wait(file_id)
        assert people.bob.api.post("/users/forgot", json={"email": people.bob.email}).is_success
        wait_for_email_about(people.bob.email, people)

    run(journey, tmp_path, monkeypatch)
