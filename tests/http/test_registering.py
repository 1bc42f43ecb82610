"""An account begins with an address, a password and an email."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.http.behind import serve_as
from tests.http.conftest import Come, Start
from tests.http.emails import read_emails, token_of
from tests.http.waiting import until
from tests.people import PASSWORD, Person
from tests.running import Running

Meet = Callable[[str], Person]


def register(person: Person, **body: object) -> httpx.Response:
    return person.api.post("/users", json={"email": person.email, "password": PASSWORD} | body)


def test_the_answer_names_the_address_and_the_way_of_the_email(charlie: Person) -> None:
    answer = charlie.register()
    assert answer.status_code == 202
    assert answer.json().keys() == {"email", "mail", "verify_url"}
    assert (answer.json()["email"], answer.json()["mail"]) == (charlie.email, "local")


def test_blanks_around_the_address_are_no_part_of_it(charlie: Person) -> None:
    assert register(charlie, email=f" {charlie.email}\n").json()["email"] == charlie.email


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@school.example",
        "ada@school",
        "ada school@school.example",
        "ada@school..example",
        "ada@school.example\r\nBcc: eve@school.example",
        "a@b@school.example",
        "ada\0@school.example",
        "ada@-school.example",
        "x" * 65 + "@school.example",
        "ada@" + "x" * 300 + ".example",
    ],
)
def test_what_is_no_address_is_said_beside_its_field(charlie: Person, email: str) -> None:
    answer = register(charlie, email=email)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"].keys() == {"email"}


@pytest.mark.parametrize(
    "password",
    ["", "eleven char", "x" * 257, "password1234", "123456789012", "aaaaaaaaaaaa"],
    ids=["empty", "too short", "too long", "common", "digits", "one email"],
)
def test_a_weak_password_is_said_beside_its_field(charlie: Person, password: str) -> None:
    answer = register(charlie, password=password)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"].keys() == {"password"}


def test_the_address_is_no_password(charlie: Person) -> None:
    assert register(charlie, password=charlie.email.upper()).json()["errors"].keys() == {"password"}


@pytest.mark.parametrize(
    "password", ["x7 gk2 pq9 vw", "пароль из слов", "🦒🐘🦓🦁🐯🐻🐼🐨🐸🐵🐔🐧", "orange giraffe! " * 16]
)
def test_any_characters_make_a_password(charlie: Person, password: str) -> None:
    token = register(charlie, password=password).json()["verify_url"].partition("token=")[2]
    assert charlie.verify(token, password).status_code == 200
    assert charlie.sign_in(password).status_code == 200


def test_all_fields_at_fault_are_named_at_once(charlie: Person) -> None:
    assert register(charlie, email="ada", password="x").json()["errors"].keys() == {"email", "password"}


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_missing_field_is_named(charlie: Person, field: str) -> None:
    body = {"email": charlie.email, "password": PASSWORD}
    del body[field]
    answer = charlie.api.post("/users", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"].keys() == {field}
    assert answer.json()["detail"].startswith(f"{field}: ")


def test_a_known_address_gets_the_answer_of_an_unknown_one(meet: Meet, alice: Person) -> None:
    proxied = {"X-Forwarded-For": "192.0.2.1"}  # nobody is shown a link through a proxy
    unknown = meet("dora").email
    answers = [
        alice.api.post("/users", json={"email": email, "password": PASSWORD}, headers=proxied)
        for email in (alice.email, unknown)
    ]
    known, new = [answer.text.replace(alice.email, "-").replace(unknown, "-") for answer in answers]
    assert known == new
    assert answers[0].status_code == answers[1].status_code == 202
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_registering_a_known_address_changes_no_password(alice: Person) -> None:
    register(alice, password="another one altogether")
    assert alice.sign_in("another one altogether").status_code == 401
    assert alice.sign_in().status_code == 200


def test_a_known_address_in_capitals_is_known(server: Running, alice: Person) -> None:
    register(alice, email=alice.email.upper())
    until(lambda: [m for m in read_emails(server, alice.email) if "already" in m["Subject"].lower()])


@pytest.mark.parametrize("chosen", ["the first of passwords", "the second of passwords"])
def test_who_registers_again_confirms_with_either_password_and_keeps_that_one(
    charlie: Person, chosen: str
) -> None:
    passwords = ["the first of passwords", "the second of passwords"]
    *_, token = [charlie.register(one).json()["verify_url"].partition("token=")[2] for one in passwords]
    assert charlie.verify(token, chosen).status_code == 200
    assert {one: charlie.sign_in(one).status_code for one in passwords} == {
        one: 200 if one == chosen else 401 for one in passwords
    }


def test_the_link_of_the_email_is_the_one_that_is_shown(server: Running, charlie: Person) -> None:
    shown = charlie.register().json()["verify_url"]
    email = until(lambda: read_emails(server, charlie.email))[0]
    assert shown == f"{server.url}/verify#token={token_of(email)}"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
    ],
    ids=str,
)
def test_the_link_is_not_shown_through_a_proxy(charlie: Person, headers: dict[str, str]) -> None:
    answer = charlie.api.post("/users", json={"email": charlie.email, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 202
    assert answer.json().keys() == {"email", "mail"}


@pytest.mark.parametrize("host", ["lint.example", "127.0.0.1", "localhost"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_link_is_not_shown_where_the_server_has_a_public_name(
    tmp_path: Path, scheme: str, host: str
) -> None:
    """A proxy on the same machine may send a loopback Host, and nothing of who asks."""
    body = {"email": "charlie@school.example", "password": PASSWORD}
    with serve_as(f"{scheme}://lint.example", tmp_path / "data") as url:
        headers = {"Host": host}
        answer = httpx.post(f"{url}/api/v1/users", json=body, headers=headers, trust_env=False)
    assert (answer.status_code, answer.json().keys()) == (202, {"email", "mail"})


def test_the_link_is_not_shown_where_a_proxy_is_trusted(start: Start, come: Come) -> None:
    answer = come(start(trusted_proxies="10.0.0.1"), "charlie").register()
    assert (answer.status_code, answer.json().keys()) == (202, {"email", "mail"})


def test_the_link_is_not_shown_where_others_can_connect(start: Start, come: Come) -> None:
    charlie = come(start(host="0.0.0.0"), "charlie")  # noqa: S104
    assert charlie.register().json().keys() == {"email", "mail"}


def test_the_first_account_is_no_administrator(start: Start, come: Come) -> None:
    first = come(start(), "first").arrive()
    assert first.api.get("/session").json()["user"]["role"] == "user"


def test_closed_registration_takes_nobody(start: Start, come: Come) -> None:
    answer = come(start(registration="closed"), "charlie").register()
    assert (answer.status_code, answer.json()["code"]) == (403, "registration-closed")


def test_registration_by_domain_takes_its_domains_only(start: Start, come: Come) -> None:
    server = start(registration="domains", registration_domains="school.example, uni.example")
    inside, outside = come(server, "inside"), come(server, "outside")
    outside.email = outside.email.replace("school", "notschool")
    assert inside.register().status_code == 202
    assert outside.register().json()["errors"].keys() == {"email"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_of_another_site_can_send_is_no_json(charlie: Person, kind: str) -> None:
    body = b'{"email": "ada@school.example", "password": "orange giraffe tin whistle"}'
    answer = charlie.api.post("/users", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff", b"{}" * 2, b"[" * 9000])
def test_what_is_no_object_is_invalid(charlie: Person, body: bytes) -> None:
    answer = charlie.api.post("/users", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_body_that_is_too_large_is_refused(charlie: Person) -> None:
    body = b'{"email": "' + b"x" * 100_000 + b'"}'
    answer = charlie.api.post("/users", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
