"""`config show`: each setting with its value and source."""

from __future__ import annotations

from pathlib import Path

from lintbox.settings import PREFIX, Settings
from tests.cli.program import run


def show(folder: Path, *words: str, **settings: object) -> dict[str, list[str]]:
    result = run("config", "show", *words, folder=folder, **settings)
    assert result.returncode == 0, result.stderr
    return {name: rest for name, *rest in (line.split() for line in result.stdout.splitlines())}


def test_every_setting_is_shown_with_its_default(tmp_path: Path) -> None:
    shown = show(tmp_path)
    assert list(shown) == [PREFIX + name.upper() for name in Settings.model_fields]
    assert shown["LINTBOX_PORT"] == ["5468", "default"]
    assert shown["LINTBOX_SMTP_HOST"] == ["-", "default"]
    assert list(tmp_path.iterdir()) == []


def test_the_origin_of_each_value_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LINTBOX_SMTP_HOST=mail.school.example\nLINTBOX_PORT=1\n")
    (tmp_path / "from").write_text("a@b.example\n")
    shown = show(tmp_path, "--host", "::1", port=6000, mail_from_file="from")
    assert shown["LINTBOX_HOST"] == ["::1", "flag", "--host"]
    assert shown["LINTBOX_PORT"] == ["6000", "environment"]
    assert shown["LINTBOX_SMTP_HOST"] == ["mail.school.example", ".env"]
    assert shown["LINTBOX_MAIL_FROM"] == ["a@b.example", "file", "from"]


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    result = run("config", "show", folder=tmp_path, smtp_password="tell nobody")
    assert "tell nobody" not in result.stdout + result.stderr
    assert "(secret)" in result.stdout


def test_an_invalid_setting_is_one_sentence(tmp_path: Path) -> None:
    result = run("config", "show", folder=tmp_path, port="many")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("lintbox: LINTBOX_PORT: ")


def test_a_data_directory_may_be_called_as_a_command(tmp_path: Path) -> None:
    ended = run("--data-dir", "backup", "--port", "x", folder=tmp_path)
    assert "argument --port: 'x' is not a whole number" in ended.stderr
