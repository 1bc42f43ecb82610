"""Sign-in and registration: costs of hashing, guesses, limits turned against others."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing

import httpx

from tests.people import PASSWORD
from tests.siege.attack import Attack, Attacker, Size
from tests.siege.others import make_client

# an address of this machine outside the attacker's network
_ELSEWHERE = "127.0.9.2"
_GUESSES = 10
_ALLOWED = 2 * _GUESSES
# the lines of X-Forwarded-For that a guesser behind a trusted proxy can bring about
_WAYS: Mapping[str, Callable[[int], list[str]]] = {
    "a forged first line": lambda number: [f"203.0.113.{number % 250}", "198.51.100.7"],
    "a forged start of the line": lambda number: [f"203.0.113.{number % 250}, 198.51.100.8"],
    "one /48": lambda number: [f"2001:db8:5:{number:x}::1"],
    "one /56": lambda number: [f"2001:db8:6:{number % 256:x}::1"],
}


def sign_in_rightly(attacker: Attacker) -> None:
    """H5: a few accounts, their own right passwords, many threads."""
    with closing(attacker.sign_in()) as client:
        client.cookies.clear()
        attacker.begin()

        def sign_in(number: int) -> None:
            email = attacker.accounts[number % len(attacker.accounts)].email
            attacker.ask(client, "POST", "/session", json={"email": email, "password": PASSWORD})

        attacker.repeat(sign_in)


def hash_elsewhere(attacker: Attacker) -> None:
    """Every other route that hashes: registration, links with a guessed token, wrong passwords."""
    with closing(attacker.sign_in()) as client:
        client.cookies.clear()
        attacker.begin()
        token = "A" * 43
        forms = (
            ("/users", {"email": "", "password": PASSWORD}),
            ("/users/verify", {"token": token, "password": PASSWORD}),
            ("/users/reset", {"token": token, "password": PASSWORD}),
            ("/setup", {"token": token, "email": "a@school.example", "password": PASSWORD}),
            ("/session", {"email": "nobody@school.example", "password": PASSWORD}),
        )

        def ask(number: int) -> None:
            path, body = forms[number % len(forms)]
            fresh = {"email": f"{secrets.token_hex(6)}@school.example"} if path == "/users" else {}
            attacker.ask(client, "POST", path, json=body | fresh)

        attacker.repeat(ask)


def forge_forwarded(attacker: Attacker) -> None:
    """M5: guesses whose network is another one each time, as far as the guesser can say so."""
    victim = attacker.accounts[0].email
    attacker.begin()
    for way, lines in _WAYS.items():
        with closing(attacker.sign_in()) as client:
            passed = sum(_guess(attacker, client, victim, lines(step)) for step in range(attacker.size.steps))
        if passed > _ALLOWED:
            attacker.record_broken(f"{way}: {passed} guesses of {attacker.size.steps} were compared")


def _guess(attacker: Attacker, client: httpx.Client, email: str, lines: list[str]) -> bool:
    headers = [("X-Forwarded-For", line) for line in lines]
    body = {"email": email, "password": "a guess that is wrong"}
    answer = attacker.ask(client, "POST", "/session", json=body, headers=headers)
    return answer is not None and answer.status_code == 401


def guess_nearby(attacker: Attacker) -> None:
    """M6: wrong passwords for one account and for many, from the network of a whole school."""
    with closing(attacker.sign_in()) as client:
        client.cookies.clear()
        attacker.begin()

        def guess(number: int) -> None:
            email = attacker.accounts[0].email if number % 2 else f"nobody{number}@school.example"
            body = {"email": email, "password": "a guess that is wrong"}
            attacker.ask(client, "POST", "/session", json=body)

        attacker.repeat(guess)
    victim = {"email": attacker.accounts[0].email, "password": PASSWORD}
    with closing(make_client(attacker.url, _ELSEWHERE, 60)) as client:
        answer = attacker.ask(client, "POST", "/session", json=victim)
        if answer is None or answer.status_code != httpx.codes.OK:
            attacker.record_broken("wrong passwords of others lock an account out of its own network")


def ask_for_emails(attacker: Attacker) -> None:
    """M6: links asked for in another's name, and for one mailbox under many names."""
    victim = attacker.accounts[0].email
    local, _, domain = victim.partition("@")
    with closing(attacker.sign_in()) as client:
        client.cookies.clear()
        attacker.begin()
        names = itertools.cycle(("/users/resend", "/users/forgot", "/users"))

        def ask(number: int) -> None:
            path, body = next(names), {"email": victim}
            if path == "/users":
                body = {"email": f"{local}+{number}@{domain}", "password": PASSWORD}
            answer = attacker.ask(client, "POST", path, json=body)
            if answer is not None and path != "/users" and answer.status_code != 202:
                attacker.record_broken(f"{path} for a known address answers {answer.status_code} in the end")

        attacker.repeat(ask)


ATTACKS = (
    Attack("H5", "right passwords by 48 threads", sign_in_rightly, Size(40, 16, 3), Size(5_000, 48, 20)),
    Attack(
        "H5-near",
        "the same from the others' network",
        sign_in_rightly,
        Size(40, 16, 3),
        Size(5_000, 48, 20),
        near=True,
    ),
    Attack("H5-forms", "all other forms that hash", hash_elsewhere, Size(40, 16, 3), Size(5_000, 48, 20)),
    Attack(
        "H5-crowd",
        "other forms that hash, from the others' network",
        hash_elsewhere,
        Size(40, 16, 3),
        Size(5_000, 96, 20),
        near=True,
    ),
    Attack(
        "M5",
        "guesses with forged networks",
        forge_forwarded,
        Size(22, 1, 60),
        Size(60, 1, 60),
        settings={"trusted_proxies": "127.0.0.1"},
    ),
    Attack("M6", "wrong passwords nearby", guess_nearby, Size(60, 8, 5), Size(400, 8, 20), near=True),
    Attack(
        "M6-emails", "links in another's name", ask_for_emails, Size(45, 2, 5), Size(300, 4, 20), near=True
    ),
)
