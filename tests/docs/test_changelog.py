"""The changelog has the form of Keep a Changelog 1.1.0."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_it_begins_with_what_is_not_released() -> None:
    assert re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)[0] == "[Unreleased]"


def test_the_newest_release_is_the_version_of_the_package() -> None:
    releases = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (.+)$", CHANGELOG, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert releases[0][0] == project["version"]
    days = [date.fromisoformat(day) for _, day in releases]
    assert days == sorted(days, reverse=True)


def test_each_change_is_of_a_known_kind() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= KINDS
    for section in re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:]:
        before_the_kinds = section.partition("\n### ")[0]
        assert "\n- " not in before_the_kinds


def test_no_change_is_listed_twice() -> None:
    changes = re.findall(r"^- (.+)$", CHANGELOG, re.MULTILINE)
    assert changes
    assert len(changes) == len(set(changes))
