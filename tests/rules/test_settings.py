"""Sources, units and bounds of settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lintbox.settings import Settings, list_warnings


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("10 s", 10),
        (" 2.5 s ", 2.5),
        ("15m", 900),
        ("15 min", 900),
        ("1h", 3600),
        ("1 H", 3600),
        ("7d", 604_800),
        (90, 90),
        (0.5, 0.5),
    ],
)
def test_a_duration_is_parsed_with_its_unit(written: object, seconds: float) -> None:
    assert Settings(_env_file=None, check_timeout=written).check_timeout == seconds


@pytest.mark.parametrize(
    "written", ["", "soon", "h", "1w", "-1", "-1s", "1h30", "1 h 30 m", "0", "0s", 0, -1, None]
)
def test_an_invalid_duration_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="check_timeout"):
        Settings(_env_file=None, check_timeout=written)


@pytest.mark.parametrize(
    ("written", "size"),
    [("2 MiB", 2 * 1024**2), ("2MB", 2_000_000), ("512", 512), (1024, 1024), ("1 GiB", 1024**3)],
)
def test_a_size_is_parsed_with_its_unit(written: object, size: int) -> None:
    assert Settings(_env_file=None, upload_max_bytes=written).upload_max_bytes == size


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", []),
        ("school.example", ["school.example"]),
        ("a.example, b.example,", ["a.example", "b.example"]),
        (["a.example"], ["a.example"]),
    ],
)
def test_a_list_is_parsed_at_commas(
    written: str | list[str], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if isinstance(written, list):
        assert Settings(_env_file=None, registration_domains=written).registration_domains == words
        return
    monkeypatch.setenv("LINTBOX_REGISTRATION_DOMAINS", written)
    assert Settings(_env_file=None).registration_domains == words


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 65_536),
        ("smtp_port", 0),
        ("upload_max_files", 0),
        ("quota_files", 0),
        ("check_workers", 0),
        ("registration", "maybe"),
        ("result_mail", "sometimes"),
        ("smtp_security", "ssl"),
        ("upload_max_bytes", "much"),
    ],
)
def test_a_value_out_of_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate({"_env_file": None, name: value})


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTBOX_SWEEP_GRACE", "2h")
    assert Settings(_env_file=None).sweep_grace == 7200


def test_a_value_can_be_read_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("lamp orchard violin\n")
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD_FILE", str(secret))
    password = Settings(_env_file=None).smtp_password
    assert password
    assert password.get_secret_value() == "lamp orchard violin"


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD", "lamp orchard violin")
    assert "orchard" not in repr(Settings(_env_file=None))


SOURCES = ["flag", "environment", "file", "dotenv"]


@pytest.mark.parametrize("number", range(5))
def test_arguments_precede_the_environment_and_files(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = SOURCES[number:]
    if "environment" in given:
        monkeypatch.setenv("LINTBOX_HOST", "environment")
    if "file" in given:
        (tmp_path / "host").write_text("file")
        monkeypatch.setenv("LINTBOX_HOST_FILE", str(tmp_path / "host"))
    if "dotenv" in given:
        (tmp_path / ".env").write_text("LINTBOX_HOST=dotenv\n")
    flags: dict[str, Any] = {"host": "flag"} if "flag" in given else {}
    made = Settings(_env_file=tmp_path / ".env", **flags)
    assert made.host == [*SOURCES, "127.0.0.1"][number]


def test_other_names_in_a_dotenv_are_ignored(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PATH_OF_ANOTHER=1\nLINTBOX_PORT=8000\n")
    assert Settings(_env_file=tmp_path / ".env").port == 8000


def test_an_unknown_name_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LINTBOX_BOGUS", "LINTBOX_PROT", "LINTBOX_PORT", "LINTBOX_SMTP_PASWORD_FILE", "PORT"):
        monkeypatch.setenv(name, "1")
    assert list_warnings(Settings(_env_file=None)) == [
        "there is no setting LINTBOX_BOGUS.",
        "there is no setting LINTBOX_PROT: did you mean LINTBOX_PORT?",
        "there is no setting LINTBOX_SMTP_PASWORD_FILE: did you mean LINTBOX_SMTP_PASSWORD_FILE?",
    ]


def test_settings_are_immutable() -> None:
    made = Settings(_env_file=None)
    with pytest.raises(ValidationError, match="frozen"):
        made.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    "address", ["lint.example", "ftp://lint.example", "https://", "https://lint.example/?x=1"]
)
def test_a_base_url_must_be_complete(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, base_url=address)


def test_a_trusted_proxy_is_an_address() -> None:
    assert Settings(_env_file=None, trusted_proxies=["10.0.0.0/8", "::1"]).trusted_proxies
    with pytest.raises(ValidationError):
        Settings(_env_file=None, trusted_proxies=["proxy.example"])


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("embedded", "embedded"),
        (" Embedded ", "embedded"),
        ("nats://127.0.0.1", "nats://127.0.0.1:4222"),
        ("nats://[::1]:5222/", "nats://[::1]:5222"),
    ],
)
def test_a_check_engine_has_a_normal_form(written: str, normal: str) -> None:
    assert Settings(_env_file=None, check_engine=written).check_engine == normal


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"check_engine": "dask"}, "write embedded, or the address of a NATS server"),
        ({"check_engine": "tls://"}, "write embedded, or the address of a NATS server"),
        ({"check_engine": "tls://user:word@queue.example"}, "write embedded, or the address"),
        ({"check_engine": "tls://queue.example:99999"}, "write embedded, or the address"),
        ({"check_engine": "nats://queue.example"}, "not encrypted, so it is for a server on this machine"),
        ({"check_engine": "tls://queue.example"}, "needs LINTBOX_CHECK_ENGINE_CERT and"),
        ({"check_engine_cert": "a.pem", "check_engine_key": "b.pem"}, "nothing else is encrypted"),
    ],
)
def test_an_engine_that_cannot_be_trusted_is_refused(given: dict[str, str], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Settings.model_validate({"_env_file": None, **given})


def test_an_encrypted_engine_keeps_its_name_and_files() -> None:
    files = {"check_engine_cert": "a.pem", "check_engine_key": "b.pem"}
    settings = Settings.model_validate({"_env_file": None, "check_engine": "tls://Queue.Example", **files})
    assert settings.check_engine == "tls://queue.example:4222"
    assert settings.check_engine_key == Path("b.pem")
