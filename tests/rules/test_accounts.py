"""Validation of addresses, the domains that may register, and the first administrator."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.domain import (
    Invalid,
    InvalidCredentials,
    RegistrationClosed,
    TokenInvalid,
)
from lintbox.services import accounts
from lintbox.services.admin.audit import COMMAND_LINE
from lintbox.services.round_robin import Requester
from tests.rules.harness import Harness
from tests.rules.visitor import EMAIL, PASSWORD, STRANGER, Visitor


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("ada@school.example", "ada@school.example"),
        ("  ada@school.example ", "ada@school.example"),
        ("Ada@SCHOOL.Example", "Ada@school.example"),
        ("ada+lint@school.example", "ada+lint@school.example"),
        ("ada@school.local", "ada@school.local"),
        ("ada@lint.internal", "ada@lint.internal"),
        ("ada@school.test", "ada@school.test"),
        ("ada@localhost", "ada@localhost"),
        ("adå@bücher.example", "adå@bücher.example"),
    ],
)
def test_a_valid_address_is_normalized(written: str, address: str) -> None:
    assert accounts.parse_email(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@school.example",
        "ada@x",
        "ada@school..example",
        "ada school@example.org",
        "Ada <ada@school.example>",
        "ada@school.example, eve@school.example",
        "ada@school.example\nBcc: eve@school.example",
        "ada\x00@school.example",
        f"{'a' * 65}@school.example",
    ],
)
def test_an_invalid_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as caught:
        accounts.parse_email(written)
    assert list(caught.value.errors) == ["email"]


def test_every_invalid_field_is_named(visitor: Visitor) -> None:
    with pytest.raises(Invalid) as caught:
        visitor.register("ada@", "short")
    assert set(caught.value.errors) == {"email", "password"}
    assert visitor.harness.count("users") == visitor.harness.count("outbox") == 0


@pytest.mark.parametrize("email", ["ada@school.example", "ada@School.EXAMPLE", "ada@college.example"])
def test_listed_domains_can_register(harness: Harness, email: str) -> None:
    harness = harness.under(
        registration="domains", registration_domains=["School.example", "college.example"]
    )
    assert accounts.validate_registration(harness.settings, email, PASSWORD)


@pytest.mark.parametrize(
    "email",
    ["ada@other.example", "ada@sub.school.example", "ada@notschool.example", "school.example@x.example"],
)
def test_other_domains_cannot_register(harness: Harness, email: str) -> None:
    harness = harness.under(registration="domains", registration_domains=["school.example"])
    with pytest.raises(Invalid, match=r"Only addresses at school\.example"):
        accounts.validate_registration(harness.settings, email, PASSWORD)


def test_closed_registration_is_refused(visitor: Visitor) -> None:
    closed = Visitor(visitor.harness.under(registration="closed"), visitor.passwords)
    with pytest.raises(RegistrationClosed):
        closed.register()
    assert visitor.harness.count("users") == visitor.harness.count("outbox") == 0


def test_an_administrator_is_created_once(harness: Harness) -> None:
    admin = harness.db.call(accounts.create_admin, EMAIL, "no hash", COMMAND_LINE, harness.now)
    assert admin.role == "admin"
    with pytest.raises(Invalid):
        harness.db.call(accounts.create_admin, EMAIL.upper(), "no hash", COMMAND_LINE, harness.now)


def test_an_administrator_takes_over_an_address_that_a_stranger_registered(visitor: Visitor) -> None:
    registered = visitor.register(password=STRANGER)
    harness = visitor.harness
    kept = asyncio.run(visitor.passwords.hash(PASSWORD, Requester("192.0.2.1", EMAIL)))
    admin = harness.db.call(accounts.create_admin, EMAIL, kept, COMMAND_LINE, harness.now)
    assert visitor.sign_in().user == admin
    assert admin.role == "admin"
    with pytest.raises(InvalidCredentials):
        visitor.sign_in(password=STRANGER)
    with pytest.raises(TokenInvalid):
        visitor.verify(registered, STRANGER)
    assert harness.count("users") == 1
    assert harness.count("links") == harness.count("outbox") == harness.count("registrations") == 0
