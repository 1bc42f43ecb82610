from __future__ import annotations

import re
from pathlib import Path

import pytest

from lintbox.cli import COMMANDS
from lintbox.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"| `{PREFIX}{name.upper()}` |" in README


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = set(re.findall(rf"{PREFIX}(\w+)", README))
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`lintbox {name}" in README


def test_every_make_word_of_the_readme_is_in_the_makefile() -> None:
    words = set(re.findall(r"`?make (\w+)", README))
    assert words <= set(re.findall(r"^(\w+):.*##", MAKEFILE, re.MULTILINE))


def test_ci_runs_the_readme_s_own_words() -> None:
    ran = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert {
        "make lint",
        "make binary",
        "make wheel",
        "make smoke",
        "make durability N=20",
        "make test",
    } <= set(ran)


def test_every_file_that_the_readme_tells_of_is_there() -> None:
    named = re.findall(r"`((?:web|services|loops|lint|storage|mail)/[\w/]+\.py)`", README)
    assert named
    assert [name for name in named if not (ROOT / "src/lintbox" / name).is_file()] == []
