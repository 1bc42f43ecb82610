"""Validation and hashing of passwords."""

from __future__ import annotations

import asyncio

import pytest

from lintbox.services.passwords import Passwords, validate_password
from lintbox.services.round_robin import Requester

ADA = Requester("192.0.2.1", "ada")
EMAIL = "ada.lovelace@school.example"


@pytest.mark.parametrize(
    "password",
    [
        "lamp orchard violin cedar",
        "lamporchard1",
        "ρόδι και ένα λεμόνι",
        "雨が降る前に傘を買いました",
        "🦊🍋🚲🎻🪁🧭🪐🧦🍄🎏🪴🧩",
        "Tr0ub4dor&3x",
        "q" + "zwxv kd" * 36 + "abc",
    ],
)
def test_a_valid_password_is_accepted(password: str) -> None:
    assert validate_password(password, EMAIL) is None


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("", "Too short"),
        ("lamporchard", "Too short: 11 characters, and it needs 12"),
        ("lamp orchard " * 19 + "violin cedar", "Too long: 259 characters, and 256 are the most"),
        ("lamp\x00orchard violin", "NUL"),
        ("ada.lovelace@school.example", "address"),
        ("Ada.Lovelace@School.Example", "address"),
        ("ada.lovelace", "address"),
        ("password1234", "common"),
        ("PassWord1234", "common"),
        ("123456789012", "common"),
        ("qwertyuiop12", "common"),
        ("letmeinletmein", "common"),
        ("letmein-dragon", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("abc7abc7abc7", "common"),
        ("correcthorsebatterystaple", "common"),
        ("!!sunshine!!2026", "common"),
    ],
)
def test_an_invalid_password_is_refused_with_a_reason(password: str, wrong: str) -> None:
    assert wrong in (validate_password(password, EMAIL) or "")


@pytest.mark.parametrize(("length", "taken"), [(11, False), (12, True), (256, True), (257, False)])
def test_passwords_of_the_minimum_and_maximum_length_are_accepted(length: int, taken: bool) -> None:
    password = "".join(chr(0x4E00 + number) for number in range(length))
    assert (validate_password(password, EMAIL) is None) is taken


def test_only_the_right_password_matches_its_hash(passwords: Passwords) -> None:
    async def tell() -> tuple[bool, bool]:
        kept = await passwords.hash("lamp orchard violin", ADA)
        return (
            await passwords.find_match([kept], "lamp orchard violin", ADA) == kept,
            await passwords.find_match([kept], "lamp orchard violiN", ADA) is not None,
        )

    assert asyncio.run(tell()) == (True, False)


def test_the_same_password_has_different_hashes(passwords: Passwords) -> None:
    async def hash_twice() -> list[str]:
        return [await passwords.hash("lamp orchard violin", ADA) for _ in range(2)]

    first, second = asyncio.run(hash_twice())
    assert first != second


def test_a_hash_is_argon2id_with_the_parameters_of_owasp(passwords: Passwords) -> None:
    kept = asyncio.run(passwords.hash("lamp orchard violin", ADA))
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "orchard" not in kept


@pytest.mark.parametrize("kept", ["", "no hash", "$2b$12$" + "x" * 53, "lamp orchard violin"])
def test_an_invalid_hash_matches_no_password(passwords: Passwords, kept: str) -> None:
    assert asyncio.run(passwords.find_match([kept], "lamp orchard violin", ADA)) is None


def test_passwords_with_one_salt_are_distinguished(passwords: Passwords) -> None:
    async def tell() -> list[str | None]:
        words = ["lamp orchard violin", "cedar bicycle moon", "paper harbour stone"]
        kept = [await passwords.hash(word, ADA, salt=b"s" * 16) for word in words]
        found = [await passwords.find_match(kept, word, ADA) for word in words]
        assert found == kept
        return [await passwords.find_match(kept, "none of these words", ADA)]

    assert asyncio.run(tell()) == [None]


def test_hashes_of_different_salts_are_compared_too(passwords: Passwords) -> None:
    async def tell() -> bool:
        kept = ["no hash", *[await passwords.hash(word, ADA) for word in ("lamp orchard", "violin cedar")]]
        return await passwords.find_match(kept, "violin cedar", ADA) == kept[2]

    assert asyncio.run(tell())


def test_a_comparison_without_hashes_takes_the_same_time(passwords: Passwords) -> None:
    assert asyncio.run(passwords.find_match([], "lamp orchard violin", ADA)) is None
