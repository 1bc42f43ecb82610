"""Mistakes in environment variables and .env files are reported, and never weaken security."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from lintbox.environment import SettingsUnreadable
from lintbox.settings import Settings, list_errors, list_warnings


def from_dotenv(folder: Path, data: str | bytes) -> Settings:
    (folder / ".env").write_bytes(data.encode() if isinstance(data, str) else data)
    return Settings(_env_file=folder / ".env")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("LINTBOX_REGISTRATION: closed", "write NAME=value"),
        ("LINTBOX_REGISTRATION:closed", "there is no = after the name"),
        ("LINTBOX_REGISTRATION closed", "write NAME=value"),
        ("LINTBOX_REGISTRATION", "there is no = after the name"),
        ("closed", "there is no = after the name"),
        ('LINTBOX_REGISTRATION="closed', "close each quote"),
        ("LINTBOX_REGISTRATION='closed", "close each quote"),
        ('LINTBOX_MAIL_FROM="The "Lint" box <a@b.example>"', "close each quote"),
        ("LINTBOX_MAIL_FROM='It's <a@b.example>'", "close each quote"),
        ('"LINTBOX_REGISTRATION"=closed', "is not a valid variable name"),
        ("LINTBOX_REGISTRATION:=closed", "is not a valid variable name"),
        ("LINTBOX_REGISTR\u0410TION=closed", "is not a valid variable name"),
        ("set LINTBOX_REGISTRATION=closed", "write NAME=value"),
        ("LINTBOX_REGISTRATION=${NOWHERE_SET}", "is not set"),
        ('A="open\nLINTBOX_REGISTRATION=closed\nB=x"', "a quote in the value of A is not closed"),
        ('A="open\nexport LINTBOX_REGISTRATION=closed\n"', "a quote in the value of A is not closed"),
    ],
)
def test_an_unreadable_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SettingsUnreadable, match=r"\.env, line 3: ") as caught:
        from_dotenv(tmp_path, f"# ours\n\n{line}\nLINTBOX_PORT=1\n")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "data",
    ["LINTBOX_REGISTRATION=closed\nLINTBOX_REGISTRATION=open\n", "LINTBOX_PORT=1\nlintbox_port=\n"],
)
def test_a_setting_with_two_values_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(SettingsUnreadable, match="another value in line 1"):
        from_dotenv(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"LINTBOX_MAIL_FROM=M\xfcller\n", "is not UTF-8 in line 1"),
        ("LINTBOX_PORT=1\n".encode("utf-16"), "is not text in UTF-8"),
        ("LINTBOX_PORT=1\n".encode("utf-16-le"), "is not text in UTF-8"),
        (b"LINTBOX_PORT=1\0\n", "is not text in UTF-8"),
        (b"#" * 70_000, "is larger than 64 KiB"),
    ],
)
def test_a_large_or_binary_file_is_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(SettingsUnreadable, match=message):
        from_dotenv(tmp_path, data)
    (tmp_path / ".env").write_text(f"LINTBOX_MAIL_FROM_FILE={tmp_path / 'secret'}\n")
    (tmp_path / "secret").write_bytes(data)
    with pytest.raises(SettingsUnreadable, match="MAIL_FROM_FILE"):
        Settings(_env_file=tmp_path / ".env")


def test_a_byte_order_mark_is_not_part_of_a_value(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xef\xbb\xbflamp orchard\r\n")
    made = from_dotenv(
        tmp_path,
        b"\xef\xbb\xbfLINTBOX_PORT=7\r\nLINTBOX_SMTP_PASSWORD_FILE=%a\r\n" % str(tmp_path / "secret"),
    )
    assert made.port == 7
    assert made.smtp_password
    assert made.smtp_password.get_secret_value() == "lamp orchard"


def test_a_virtual_environment_named_dotenv_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert Settings(_env_file=tmp_path / ".env").port == 5468


def test_a_silent_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD_FILE", "/dev/zero")
    with pytest.raises(SettingsUnreadable, match="64 KiB"):
        Settings(_env_file=None)
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD_FILE", str(tmp_path / "pipe"))
    with pytest.raises(SettingsUnreadable, match="no data arrives from it"):
        Settings(_env_file=None)


def test_a_secret_can_be_read_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()

    def write() -> None:
        os.write(writing, b"lamp\n")
        os.close(writing)

    threading.Timer(0.1, write).start()
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD_FILE", f"/dev/fd/{reading}")
    password = Settings(_env_file=None).smtp_password
    os.close(reading)
    assert password
    assert password.get_secret_value() == "lamp"


@pytest.mark.parametrize("name", list(Settings.model_fields))
@pytest.mark.parametrize("empty", ["", " ", "\t"])
def test_an_empty_value_is_unset_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, empty: str
) -> None:
    usual = getattr(Settings(_env_file=None), name)
    variable = f"LINTBOX_{name.upper()}"
    monkeypatch.setenv(variable, empty)
    monkeypatch.setenv(f"{variable}_FILE", empty)
    assert getattr(from_dotenv(tmp_path, f"{variable}={empty}\n{variable}_FILE={empty}\n"), name) == usual


def test_an_empty_variable_leaves_the_value_of_the_next_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINTBOX_REGISTRATION", "")
    assert from_dotenv(tmp_path, "LINTBOX_REGISTRATION=closed\n").registration == "closed"


GUARDED = [
    "LINTBOX_REGISTRATON",
    "LINTBOX_REGISTRATION_",
    "LINTBOX-REGISTRATION",
    "LINTBOXREGISTRATION",
    "LINT_BOX_REGISTRATION",
    "LINBOX_REGISTRATION",
    "LINTBOX_REGISTER",
    "LINTBOX_DISABLE_SIGNUP",
    "LINTBOX_REGISTRATION_DOMAIN",
    "LINTBOX_ALLOWED_DOMAINS",
    "LINTBOX_DATADIR",
    "LINTBOX_DATA",
]


@pytest.mark.parametrize("name", GUARDED)
def test_a_misspelt_security_setting_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert list_errors(from_dotenv(tmp_path, f"{name}=closed\n"))
    monkeypatch.setenv(name, "closed")
    (mistake,) = list_errors(Settings(_env_file=None))
    assert mistake.startswith(f"there is no setting {name}")


@pytest.mark.parametrize("name", ["LINTBOX_PROT", "LINTBOX_VERSION", "LINTBOX_SMTP_PASWORD"])
def test_any_other_misspelt_name_is_a_warning(tmp_path: Path, name: str) -> None:
    made = from_dotenv(tmp_path, f"{name}=1\nPORT=80\nOTHER=\n")
    assert list_errors(made) == []
    (slip,) = list_warnings(made)
    assert slip.startswith(f"there is no setting {name} (in .env)")


def test_names_set_by_kubernetes_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LINTBOX_SERVICE_HOST", "LINTBOX_SERVICE_PORT_HTTP", "LINTBOX_PORT_5468_TCP_ADDR"):
        monkeypatch.setenv(name, "10.0.0.1")
    assert list_warnings(Settings(_env_file=None)) == []
    monkeypatch.setenv("LINTBOX_PORT", "tcp://10.0.0.1:5468")
    with pytest.raises(ValidationError, match="enableServiceLinks"):
        Settings(_env_file=None)


def test_domains_without_registration_by_domains_is_an_error(tmp_path: Path) -> None:
    (mistake,) = list_errors(from_dotenv(tmp_path, "LINTBOX_REGISTRATION_DOMAINS=school.example\n"))
    assert "LINTBOX_REGISTRATION=domains" in mistake
    with pytest.raises(ValidationError, match="REGISTRATION_DOMAINS"):
        from_dotenv(tmp_path, "LINTBOX_REGISTRATION=domains\nLINTBOX_REGISTRATION_DOMAINS=\n")


@pytest.mark.parametrize("value", ["a\nb", "a\x1b[2J", "a\x7f", "\udcff"])
def test_a_meaningless_value_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LINTBOX_MAIL_FROM", value)
    with pytest.raises(SettingsUnreadable, match="LINTBOX_MAIL_FROM"):
        Settings(_env_file=None)


def test_a_folder_that_cannot_be_searched_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "loop"
    folder.symlink_to(folder)
    with pytest.raises(SettingsUnreadable, match=f"^{folder} cannot be searched for .env: .* may enter"):
        Settings(_env_file=folder / ".env")
