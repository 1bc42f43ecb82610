"""Hosts and base URLs are normalized."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lintbox.hosts import display_host
from lintbox.settings import Settings, get_base_url


def made(**settings: Any) -> Settings:
    return Settings(_env_file=None, **settings)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" https://lint.school.example/ ", "https://lint.school.example"),
        ("HTTPS://Lint.School.Example.:443//a//b/", "https://lint.school.example/a/b"),
        ("http://lint.school.example:80", "http://lint.school.example"),
        ("http://lint.school.example:443", "http://lint.school.example:443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("http://[::0001]:5468", "http://[::1]:5468"),
    ],
)
def test_a_base_url_is_normalized_as_browsers_send_it(written: str, kept: str) -> None:
    assert made(base_url=written).base_url == kept
    assert get_base_url(made(base_url=written), 1) == kept


@pytest.mark.parametrize(
    "written",
    [
        "https://user:hunter2@school.example",
        "https://user@school.example",
        "https://school.example:99999",
        "https://school.example:0",
        "https://school.example:x",
        "https://a b.example",
        "https://school..example",
        "https://1.2.3",
        "https://school.example/a b",
        "https://school.example/../x",
        "https://school.example/%2e",
        "https://[::1",
        "https:/school.example",
        "//school.example",
        "https://school.example?",
        "https://school.example#x",
        "https://school.example\\x",
        "https://-a.example",
        f"https://{'a' * 64}.example",
    ],
)
def test_a_base_url_that_leads_nowhere_is_refused_without_its_password(written: str) -> None:
    with pytest.raises(ValidationError) as caught:
        made(base_url=written)
    assert "hunter2" not in str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("@example.org", ["example.org"]),
        ("Example.ORG.", ["example.org"]),
        ('["a.example", "@b.example"]', ["a.example", "b.example"]),
        ("a.example;b.example  c.example,,a.example", ["a.example", "b.example", "c.example"]),
        ("bücher.example", ["xn--bcher-kva.example"]),
        ("XN--BCHER-KVA.example", ["xn--bcher-kva.example"]),
    ],
)
def test_the_domains_of_registration_are_normalized(written: str, kept: list[str]) -> None:
    assert made(registration="domains", registration_domains=written).registration_domains == kept


@pytest.mark.parametrize(
    "written",
    [
        "*.example.org",
        ".example.org",
        "*",
        "bob@example.org",
        "https://example.org",
        "school",
        "1.2.3.4",
        "[::1]",
        '["a.example"',
        '{"a": 1}',
        "[" * 5000,
        '["a.example", 1]',
        "",
        ",",
    ],
)
def test_an_impossible_registration_domain_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        made(registration="domains", registration_domains=written)


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("mail.school.example", ("mail.school.example", None, "starttls")),
        (" Mail.School.Example. ", ("mail.school.example", None, "starttls")),
        ("mail.school.example:2525", ("mail.school.example", 2525, "starttls")),
        ("smtp://mail.school.example:25", ("mail.school.example", 25, "starttls")),
        ("smtps://mail.school.example/", ("mail.school.example", None, "tls")),
        ("SMTPS://mail.school.example:465", ("mail.school.example", 465, "tls")),
        ("::1", ("::1", None, "starttls")),
        ("[::1]:25", ("::1", 25, "starttls")),
        ("bücher.example:25", ("xn--bcher-kva.example", 25, "starttls")),
    ],
)
def test_a_mail_server_is_parsed(written: str, server: tuple[str, int | None, str]) -> None:
    settings = made(smtp_host=written)
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_security) == server


@pytest.mark.parametrize(
    "settings",
    [
        {"smtp_host": "http://mail.school.example"},
        {"smtp_host": "smtp://user:hunter2@mail.school.example"},
        {"smtp_host": "a b"},
        {"smtp_host": "host:0"},
        {"smtp_host": "host:99999"},
        {"smtp_host": "host:587:1"},
        {"smtp_host": "smtp://host/path"},
        {"smtp_host": "host:587", "smtp_port": 25},
        {"smtp_host": "smtps://host", "smtp_security": "none"},
    ],
)
def test_an_invalid_mail_server_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        made(**settings)
    assert "SMTP_HOST" in caught.value.errors()[0]["msg"]
    assert "hunter2" not in caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0", "0.0.0.0"),  # noqa: S104
        ("0:0::0", "::"),
        ("[::]", "::"),
        ("127.1", "127.0.0.1"),
        (" Localhost ", "localhost"),
    ],
)
def test_a_listen_address_is_normalized(written: str, kept: str) -> None:
    assert made(host=written).host == kept


@pytest.mark.parametrize("written", ["http://localhost", "127.0.0.1:80", "*", "a..b", "x" * 300])
def test_an_invalid_listen_address_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        made(host=written)


def test_internationalized_names_are_displayed_decoded() -> None:
    shown = [display_host(host) for host in ("xn--bcher-kva.example", "school.example", "xn--a-.example")]
    assert shown == ["bücher.example", "school.example", "xn--a-.example"]
