"""Numbers are written in the digits 0 to 9, and values hold no control characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintbox.cli import CommandError
from lintbox.cli.setup import read_settings
from lintbox.settings import Settings
from tests.cli.program import run

NUMBERS = [
    "port",
    "smtp_port",
    "upload_max_bytes",
    "upload_max_lines",
    "upload_max_files",
    "quota_bytes",
    "quota_files",
    "check_timeout",
    "check_memory",
    "check_workers",
    "sweep_interval",
    "sweep_grace",
    "backups_kept",
    "keep_versions",
    "disk_reserve",
    "email_retention",
]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", ["\u0663", "\uff13", "3\u0663", "\u0967", "3_0"])
def test_a_setting_is_written_in_ascii_digits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"LINTBOX_{name.upper()}", number)
    with pytest.raises(CommandError, match=f"^LINTBOX_{name.upper()}: write a "):
        read_settings()


def test_every_numeric_setting_is_listed() -> None:
    settings = Settings(_env_file=None, smtp_port=25)
    assert {name for name in Settings.model_fields if isinstance(getattr(settings, name), (int, float))} == {
        *NUMBERS,
        "metrics",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "\u0663"],
        ["--port", "1_0"],
        ["--port", "9" * 5000],
        ["--host", "127.0.0.1\n"],
        ["--host", "127.0.0.1\x1b[2J"],
        ["healthcheck", "--port", "\u0663"],
        ["healthcheck", "--host", "127.0.0.1\n"],
        ["config", "show", "--port", "\u0663"],
        ["mail", "list", "--limit", "\u0663"],
        ["sweep", "--every", "\u0663s"],
    ],
)
def test_a_flag_with_other_digits_or_line_breaks_is_refused(tmp_path: Path, words: list[str]) -> None:
    ended = run(*words, folder=tmp_path)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())
