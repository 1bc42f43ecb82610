"""Every file in the repository is as .editorconfig says, and that agrees with ruff."""

from __future__ import annotations

import re
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {".png"}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Return the text files that git knows or would add, by name."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in names.split("\0") if name]
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes().decode("utf-8")
        for path in paths
        if path.suffix not in BINARY and path.is_file()
    }


def test_the_longest_line_is_the_one_of_ruff() -> None:
    settings = ConfigParser()
    settings.read_string("[top]\n" + (ROOT / ".editorconfig").read_text("utf-8"))
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    assert settings["*.{py,spec}"].getint("max_line_length") == ruff["line-length"]


def test_every_file_ends_with_one_line_feed(files: dict[str, str]) -> None:
    assert [name for name, text in files.items() if text and not text.endswith("\n")] == []
    assert [name for name, text in files.items() if text.endswith("\n\n")] == []


def test_no_line_ends_with_white_space(files: dict[str, str]) -> None:
    trimmed = {name: text for name, text in files.items() if not name.endswith(".txt")}
    assert [name for name, text in trimmed.items() if re.search(r"[ \t]$", text, re.MULTILINE)] == []
    assert [name for name, text in files.items() if "\r" in text] == []


def test_only_makefiles_indent_with_tabs(files: dict[str, str]) -> None:
    tabs = {name for name, text in files.items() if any(row.startswith("\t") for row in text.split("\n"))}
    assert tabs == {"Makefile"}
