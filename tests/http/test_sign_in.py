"""Signing in, and what a failed sign-in reveals."""

from __future__ import annotations

import pytest

from tests.people import PASSWORD, Person


def test_signing_in_returns_the_user(alice: Person) -> None:
    response = alice.sign_in()
    assert response.status_code == 200
    user = response.json()["user"]
    assert user.keys() >= {"id", "email", "role", "created_at"}
    assert (user["email"], user["role"]) == (alice.email, "user")
    assert user["created_at"].endswith("Z")


def test_the_session_returns_the_same_user(alice: Person) -> None:
    assert alice.api.get("/session").json() == alice.sign_in().json()


def test_sign_in_ignores_the_case_of_the_address(alice: Person) -> None:
    alice.email = f" {alice.email.upper()} "
    assert alice.sign_in().status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_response(
    alice: Person, charlie: Person
) -> None:
    wrong, unknown = alice.sign_in("not the password"), charlie.sign_in()
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid-credentials")
    assert unknown.status_code == wrong.status_code
    assert {**unknown.json(), "request_id": ""} == {**wrong.json(), "request_id": ""}


@pytest.mark.parametrize("password", ["", PASSWORD.upper(), PASSWORD + " ", PASSWORD[:-1], "\0", "x" * 1000])
def test_a_similar_password_is_refused(alice: Person, password: str) -> None:
    assert alice.sign_in(password).status_code == 401


def test_an_unverified_address_is_revealed_only_with_the_right_password(charlie: Person) -> None:
    charlie.register()
    right, wrong = charlie.sign_in(), charlie.sign_in("not the password")
    assert (right.status_code, right.json()["code"]) == (403, "email-not-verified")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid-credentials")
    assert "set-cookie" not in right.headers


def test_without_signing_in_there_is_no_session(charlie: Person) -> None:
    response = charlie.api.get("/session")
    assert (response.status_code, response.json()["code"]) == (401, "not-signed-in")
