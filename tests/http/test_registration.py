"""Registration: addresses, passwords and the verification link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.http.base_url import serve_with_base_url
from tests.http.conftest import NewPersonOn, Start
from tests.http.emails import read_emails, token_of
from tests.http.waiting import until
from tests.people import PASSWORD, PLAIN, Person
from tests.running import Running

NewPerson = Callable[[str], Person]


def register(person: Person, **body: object) -> httpx.Response:
    return person.api.post("/users", json={"email": person.email, "password": PASSWORD} | body)


def test_the_response_has_the_address_and_the_mail_mode(charlie: Person) -> None:
    response = charlie.register()
    assert response.status_code == 202
    assert response.json().keys() == {"email", "mail", "verify_url"}
    assert (response.json()["email"], response.json()["mail"]) == (charlie.email, "local")


def test_spaces_around_the_address_are_removed(charlie: Person) -> None:
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
def test_an_invalid_address_is_an_error_of_its_field(charlie: Person, email: str) -> None:
    response = register(charlie, email=email)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == {"email"}


@pytest.mark.parametrize(
    "password",
    ["", "eleven char", "x" * 257, "password1234", "123456789012", "aaaaaaaaaaaa"],
    ids=["empty", "too short", "too long", "common", "digits", "one email"],
)
def test_a_weak_password_is_an_error_of_its_field(charlie: Person, password: str) -> None:
    response = register(charlie, password=password)
    assert (response.status_code, response.json()["code"]) == (422, "invalid")
    assert response.json()["errors"].keys() == {"password"}


def test_the_address_is_refused_as_password(charlie: Person) -> None:
    assert register(charlie, password=charlie.email.upper()).json()["errors"].keys() == {"password"}


@pytest.mark.parametrize(
    "password", ["x7 gk2 pq9 vw", "пароль из слов", "🦒🐘🦓🦁🐯🐻🐼🐨🐸🐵🐔🐧", "orange giraffe! " * 16]
)
def test_a_password_may_contain_any_characters(charlie: Person, password: str) -> None:
    token = register(charlie, password=password).json()["verify_url"].partition("token=")[2]
    assert charlie.verify(token, password).status_code == 200
    assert charlie.sign_in(password).status_code == 200


def test_all_invalid_fields_are_named_at_once(charlie: Person) -> None:
    assert register(charlie, email="ada", password="x").json()["errors"].keys() == {"email", "password"}


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_missing_field_is_named(charlie: Person, field: str) -> None:
    body = {"email": charlie.email, "password": PASSWORD}
    del body[field]
    response = charlie.api.post("/users", json=body)
    assert response.status_code == 422
    assert response.json()["errors"].keys() == {field}
    assert response.json()["detail"].startswith(f"{field}: ")


def test_known_and_unknown_addresses_get_the_same_response(new_person: NewPerson, alice: Person) -> None:
    proxied = {"X-Forwarded-For": "192.0.2.1"}  # responses through a proxy contain no link
    unknown = new_person("dora").email
    responses = [
        alice.api.post("/users", json={"email": email, "password": PASSWORD}, headers=proxied)
        for email in (alice.email, unknown)
    ]
    known, new = [response.text.replace(alice.email, "-").replace(unknown, "-") for response in responses]
    assert known == new
    assert responses[0].status_code == responses[1].status_code == 202
    assert responses[0].headers.keys() == responses[1].headers.keys()


def test_registering_a_known_address_does_not_change_its_password(alice: Person) -> None:
    register(alice, password="another one altogether")
    assert alice.sign_in("another one altogether").status_code == 401
    assert alice.sign_in().status_code == 200


def test_addresses_are_case_insensitive(server: Running, alice: Person) -> None:
    register(alice, email=alice.email.upper())
    until(lambda: [m for m in read_emails(server.data_dir, alice.email) if "already" in m["Subject"].lower()])


@pytest.mark.parametrize("chosen", ["the first of passwords", "the second of passwords"])
def test_a_second_registration_is_verified_with_either_password(charlie: Person, chosen: str) -> None:
    passwords = ["the first of passwords", "the second of passwords"]
    *_, token = [charlie.register(one).json()["verify_url"].partition("token=")[2] for one in passwords]
    assert charlie.verify(token, chosen).status_code == 200
    assert {one: charlie.sign_in(one).status_code for one in passwords} == {
        one: 200 if one == chosen else 401 for one in passwords
    }


def test_the_email_contains_the_link_of_the_response(server: Running, charlie: Person) -> None:
    shown = charlie.register().json()["verify_url"]
    email = until(lambda: read_emails(server.data_dir, charlie.email))[0]
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
def test_the_link_is_not_returned_through_a_proxy(charlie: Person, headers: dict[str, str]) -> None:
    response = charlie.api.post(
        "/users", json={"email": charlie.email, "password": PASSWORD}, headers=headers
    )
    assert response.status_code == 202
    assert response.json().keys() == {"email", "mail"}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_link_is_not_returned_with_a_public_base_url(tmp_path: Path, scheme: str) -> None:
    """A proxy on the same machine may send a loopback Host and no forwarding headers."""
    with serve_with_base_url(f"{scheme}://lint.example", tmp_path / "data") as url:
        for host in ("lint.example", "127.0.0.1", "localhost"):
            body = {"email": f"{host[0]}@school.example", "password": PASSWORD}
            response = httpx.post(
                f"{url}/api/v1/users", json=body, headers={"Host": host}, trust_env=False, verify=PLAIN
            )
            assert (response.status_code, response.json().keys()) == (202, {"email", "mail"}), host


def test_the_link_is_not_returned_with_trusted_proxies(start: Start, new_person_on: NewPersonOn) -> None:
    response = new_person_on(start(trusted_proxies="10.0.0.1"), "charlie").register()
    assert (response.status_code, response.json().keys()) == (202, {"email", "mail"})


def test_the_link_is_not_returned_if_not_bound_to_loopback(start: Start, new_person_on: NewPersonOn) -> None:
    charlie = new_person_on(start(host="0.0.0.0"), "charlie")  # noqa: S104
    assert charlie.register().json().keys() == {"email", "mail"}


def test_the_first_account_is_not_an_administrator(start: Start, new_person_on: NewPersonOn) -> None:
    first = new_person_on(start(), "first").sign_up()
    assert first.api.get("/session").json()["user"]["role"] == "user"


def test_closed_registration_refuses_everybody(start: Start, new_person_on: NewPersonOn) -> None:
    response = new_person_on(start(registration="closed"), "charlie").register()
    assert (response.status_code, response.json()["code"]) == (403, "registration-closed")


def test_registration_can_be_limited_to_domains(start: Start, new_person_on: NewPersonOn) -> None:
    server = start(registration="domains", registration_domains="school.example, uni.example")
    inside, outside = new_person_on(server, "inside"), new_person_on(server, "outside")
    outside.email = outside.email.replace("school", "notschool")
    assert inside.register().status_code == 202
    assert outside.register().json()["errors"].keys() == {"email"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_content_types_of_plain_forms_are_refused(charlie: Person, kind: str) -> None:
    body = b'{"email": "ada@school.example", "password": "orange giraffe tin whistle"}'
    response = charlie.api.post("/users", content=body, headers={"Content-Type": kind})
    assert (response.status_code, response.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff", b"{}" * 2, b"[" * 9000])
def test_a_body_that_is_not_an_object_is_invalid(charlie: Person, body: bytes) -> None:
    response = charlie.api.post("/users", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_a_body_that_is_too_large_is_refused(charlie: Person) -> None:
    body = b'{"email": "' + b"x" * 100_000 + b'"}'
    response = charlie.api.post("/users", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (413, "too-large")
