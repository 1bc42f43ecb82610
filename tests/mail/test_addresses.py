"""Sender addresses and Message-IDs."""

from __future__ import annotations

import re
import socket
from email.headerregistry import Address

import pytest

from lintbox.domain import Invalid
from lintbox.mail import get_sender, new_message_id
from lintbox.settings import Settings


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://lint.school.example", "lintbox@lint.school.example"),
        ("https://lint.school.example:8443/tools", "lintbox@lint.school.example"),
        ("http://lintbox:5468", "lintbox@lintbox"),
        ("https://bücher.example", "lintbox@xn--bcher-kva.example"),
        ("http://localhost:5468", "lintbox@localhost"),
        ("http://127.0.0.1:5468", "lintbox@localhost"),
        ("http://[::1]:5468", "lintbox@localhost"),
        ("http://my_machine:5468", "lintbox@localhost"),
    ],
)
def test_the_default_sender_is_at_the_host_of_the_base_url(base_url: str, address: str) -> None:
    sender = get_sender(Settings(_env_file=None), base_url)
    assert sender == f"Lintbox <{address}>"
    assert Address(addr_spec=address).addr_spec == address


@pytest.mark.parametrize(
    ("setting", "sender"),
    [
        ("lint@school.example", "Lintbox <lint@school.example>"),
        ('"School, the" <lint@school.example>', '"School, the" <lint@school.example>'),
        ("Schule für alle <lint@bücher.example>", "Schule für alle <lint@xn--bcher-kva.example>"),
        ("Lint <lint@printer.local>", "Lint <lint@printer.local>"),
    ],
)
def test_mail_from_is_the_sender(setting: str, sender: str) -> None:
    assert get_sender(Settings(_env_file=None, mail_from=setting), "http://localhost:5468") == sender


@pytest.mark.parametrize(
    "setting", ["Lintbox", "lint@", "@school.example", "a b@school.example", "<>", "ü@a.example"]
)
def test_an_invalid_mail_from_is_named(setting: str) -> None:
    with pytest.raises(Invalid, match="LINTBOX_MAIL_FROM"):
        get_sender(Settings(_env_file=None, mail_from=setting), "http://localhost:5468")


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://lint.school.example/tools", "lint.school.example"),
        ("http://127.0.0.1:5468", "127.0.0.1"),
        ("http://[::1]:5468", "[::1]"),
        ("https://bücher.example", "xn--bcher-kva.example"),
        ("http://my_machine", "localhost"),
    ],
)
def test_a_message_id_is_random_at_the_host_of_the_base_url(base_url: str, host: str) -> None:
    message_id = new_message_id(base_url)
    assert re.fullmatch(rf"<[0-9a-f]{{32}}@{re.escape(host)}>", message_id)
    assert new_message_id(base_url) != message_id
    assert socket.gethostname() not in message_id
