"""Everything that Lintbox is made of is named, with its licence."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lintbox.cli.components import Part, list_parts
from lintbox.lint.engine import plugins

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def parts() -> dict[str, Part]:
    return {part.name: part for part in list_parts()}


def test_every_requirement_is_named(parts: dict[str, Part]) -> None:
    required = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[=<>\[]", line)[0] for line in required} <= parts.keys()


def test_what_requirements_require_is_named(parts: dict[str, Part]) -> None:
    assert {"python", "pydantic-core", "pycodestyle", *plugins.versions()} <= parts.keys()


def test_the_tools_of_the_tests_are_not_named(parts: dict[str, Part]) -> None:
    assert not {"pytest", "pyinstaller", "mypy"} & parts.keys()


def test_what_the_pages_are_made_of_is_named(parts: dict[str, Part]) -> None:
    assert "MIT" in parts["svelte"].license
    assert "Permission is hereby granted" in parts["svelte"].text
    assert "MIT" in parts["@codemirror/view"].license


def test_every_part_has_a_version_and_a_licence() -> None:
    assert [part for part in list_parts() if not part.version or not part.license] == []


def test_the_list_of_parts_names_each_once() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "lintbox", "licenses", "--cyclonedx"], capture_output=True, check=True
    )
    listed: dict[str, Any] = json.loads(printed.stdout)
    assert (listed["bomFormat"], listed["metadata"]["component"]["name"]) == ("CycloneDX", "lintbox")
    urls = [part["purl"] for part in listed["components"]]
    assert len(urls) == len({*urls}) == len(list_parts()) - 1
