"""The first administrator is created once, with the link printed at start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cli.program import run
from tests.http.conftest import NewPersonOn, Start
from tests.people import PASSWORD, Person


def test_the_link_creates_an_administrator_and_signs_in(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    dora = new_person_on(running, "dora")
    response = dora.api.post("/setup/link", json={"token": running.setup_token})
    assert response.status_code == 200
    assert response.json() | {"expires_at": ""} == {
        "expires_at": "",
        "url": running.url,
        "listening": running.url.removeprefix("http://"),
        "data_dir": str(running.data_dir.resolve()),
        "mail": "local",
        "registration": "open",
    }
    answer = dora.set_up(running.setup_token)
    assert answer.status_code == 201
    assert answer.json()["user"]["role"] == "admin"
    assert dora.api.get("/session").json() == answer.json()
    assert dora.sign_in().status_code == 200


def test_the_link_works_once(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    assert new_person_on(running, "dora").set_up(running.setup_token).status_code == 201
    eve = new_person_on(running, "eve")
    for answer in (
        eve.set_up(running.setup_token),
        eve.api.post("/setup/link", json={"token": running.setup_token}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "token-invalid")
    assert running.stop() == 0
    assert start().setup_token == ""


def test_of_eight_concurrent_setups_one_succeeds(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    people = [new_person_on(running, f"dora{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda person: person.set_up(running.setup_token), people))
    assert sorted(answer.status_code for answer in answers) == [201, *[400] * 7]
    signed_in = [person for person in people if person.api.get("/session").status_code == 200]
    assert len(signed_in) == 1


def test_a_restart_invalidates_the_earlier_link(start: Start, new_person_on: NewPersonOn) -> None:
    first = start()
    earlier = first.setup_token
    assert first.stop() == 0
    second = start()
    assert second.setup_token not in ("", earlier)
    dora = new_person_on(second, "dora")
    assert dora.set_up(earlier).status_code == 400
    assert dora.set_up(second.setup_token).status_code == 201


def test_the_database_contains_no_setup_token(start: Start) -> None:
    running = start()
    token = running.setup_token
    assert len(token) == 43  # 256 bits
    assert running.stop() == 0
    assert token.encode() not in (running.data_dir / "lintbox.db").read_bytes()


@pytest.mark.parametrize(
    ("email", "password", "fields"),
    [("grace@", "short", {"email", "password"}), ("grace@school.example", "short", {"password"})],
)
def test_invalid_input_does_not_use_up_the_link(
    start: Start, new_person_on: NewPersonOn, email: str, password: str, fields: set[str]
) -> None:
    running = start()
    dora = new_person_on(running, "dora")
    right = dora.email
    dora.email = email
    answer = dora.set_up(running.setup_token, password)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields)
    dora.email = right
    assert dora.set_up(running.setup_token).status_code == 201


def test_the_first_registration_does_not_create_an_administrator(
    start: Start, new_person_on: NewPersonOn
) -> None:
    running = start()
    alice = new_person_on(running, "alice").sign_up()
    assert alice.api.get("/session").json()["user"]["role"] == "user"
    taken = new_person_on(running, "dora")
    taken.email = alice.email
    assert taken.set_up(running.setup_token).json()["errors"].keys() == {"email"}
    assert new_person_on(running, "dora").set_up(running.setup_token).status_code == 201


def test_admin_create_invalidates_the_link(start: Start, new_person_on: NewPersonOn) -> None:
    running = start()
    dora = new_person_on(running, "dora")
    words = ("admin", "create", dora.email, "--password-stdin")
    made = run(*words, folder=running.data_dir.parent, stdin=f"{PASSWORD}\n", data_dir=running.data_dir)
    assert made.returncode == 0
    assert dora.sign_in().json()["user"]["role"] == "admin"
    assert new_person_on(running, "eve").set_up(running.setup_token).status_code == 400


def test_an_invalid_token_is_refused(charlie: Person) -> None:
    for token in ("", "x", "\0", "é" * 43):
        assert charlie.set_up(token).status_code == 400
