"""The source of each setting, as administrators see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintbox.setting_sources import Setting, describe
from lintbox.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def find(settings: Settings, name: str) -> Setting:
    (found,) = [setting for setting in describe(settings) if setting.name == f"LINTBOX_{name}"]
    return found


def test_every_setting_is_listed(folder: Path) -> None:  # noqa: ARG001
    assert [setting.name for setting in describe(Settings())] == [
        f"LINTBOX_{name.upper()}" for name in Settings.model_fields
    ]


def test_the_source_that_wins_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("LINTBOX_PORT=4000\nLINTBOX_SMTP_HOST=dot.school.example\n")
    assert find(Settings(), "PORT")[1:4] == ("4000", ".env", None)
    (folder / "port").write_text("5000\n")
    monkeypatch.setenv("LINTBOX_PORT_FILE", str(folder / "port"))
    assert find(Settings(), "PORT")[1:4] == ("5000", "file", str(folder / "port"))
    monkeypatch.setenv("LINTBOX_PORT", "6000")
    assert find(Settings(), "PORT")[1:4] == ("6000", "environment", None)
    assert find(Settings(port=7000), "PORT")[1:4] == ("7000", "flag", "--port")
    assert find(Settings(port=7000), "SMTP_HOST")[1:3] == ("dot.school.example", ".env")
    assert find(Settings(port=7000), "SMTP_SECURITY")[1:3] == ("starttls", "default")


@pytest.mark.parametrize("name", ["SMTP_HOST", "SMTP_HOST_FILE"])
def test_what_another_setting_has_within_it_comes_from_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    written = "smtps://mail.school.example:7025"
    (folder / "host").write_text(written)
    origin = "file" if name.endswith("_FILE") else "environment"
    monkeypatch.setenv(f"LINTBOX_{name}", "host" if origin == "file" else written)
    assert find(Settings(), "SMTP_PORT")[1:4] == ("7025", origin, "LINTBOX_SMTP_HOST")
    assert find(Settings(), "SMTP_SECURITY")[1:4] == ("tls", origin, "LINTBOX_SMTP_HOST")
    (folder / ".env").write_text("LINTBOX_SMTP_PORT=7025\n")
    assert find(Settings(), "SMTP_PORT")[1:4] == ("7025", ".env", None)
    assert find(Settings(smtp_host=written), "SMTP_SECURITY")[1:4] == ("tls", "flag", "LINTBOX_SMTP_HOST")
    monkeypatch.setenv(f"LINTBOX_{name}", "")
    assert find(Settings(), "SMTP_SECURITY")[1:4] == ("starttls", "default", None)


def test_a_secret_is_set_and_not_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "word").write_text("hunter2hunter2\n")
    monkeypatch.setenv("LINTBOX_SMTP_PASSWORD_FILE", str(folder / "word"))
    settings = Settings()
    assert find(settings, "SMTP_PASSWORD") == (
        "LINTBOX_SMTP_PASSWORD",
        None,
        "file",
        str(folder / "word"),
        True,
        True,
    )
    assert "hunter2" not in repr(describe(settings))


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("UPLOAD_MAX_BYTES", "1048576", "1 MiB"),
        ("QUOTA_BYTES", "1.5MiB", "1.5 MiB"),
        ("CHECK_TIMEOUT", "90", "90 s"),
        ("SWEEP_INTERVAL", "3600", "1 h"),
        ("SWEEP_GRACE", "0.5s", "0.5 s"),
        ("UPLOAD_MAX_LINES", "20000", "20,000"),
        ("SMTP_PORT", "2525", "2525"),
        ("REGISTRATION_DOMAINS", "a.example,b.example", "a.example, b.example"),
        ("REGISTRATION_DOMAINS", "", None),
    ],
)
def test_values_are_formatted_for_readers(
    folder: Path,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    written: str,
    shown: str | None,
) -> None:
    monkeypatch.setenv(f"LINTBOX_{name}", written)
    assert find(Settings(), name).value == shown
