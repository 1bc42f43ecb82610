"""No profile can make flake8 read or write files, load code or start processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from lintbox.lint.engine.options import OPTIONS
from lintbox.lint.engine.plugins import SHIPPED, folder
from tests.people import Person

DANGEROUS = {"output-file", "tee", "config", "append-config", "isolated", "jobs", "enable-extensions"}


@pytest.fixture(scope="module")
def refused() -> list[str]:
    """Return the options of flake8 and the shipped plugins that profiles do not support."""
    help_text = subprocess.run(
        [sys.executable, "-m", "flake8", "--isolated", "--help"],
        env=os.environ | {"PYTHONPATH": str(folder())},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    named = set(re.findall(r"^  (?:-\w.*, )?--([a-z][a-z-]+)", help_text, re.MULTILINE))
    assert named >= DANGEROUS | OPTIONS.keys()
    return sorted(named - OPTIONS.keys())


def test_options_outside_the_allow_list_are_refused(alice: Person, refused: list[str]) -> None:
    for name in [*refused, "local-plugins", "paths", "extension", "-o", "--output-file", "max_line_length"]:
        body = {"name": "Ours", "options": {name: "/tmp/x"}, "plugins": list(SHIPPED)}
        response = alice.api.post("/profiles", json=body)
        assert (response.status_code, set(response.json()["errors"])) == (422, {name})


def test_a_value_cannot_inject_an_option(alice: Person) -> None:
    values = [
        "x --output-file=/tmp/x",
        "x\n--output-file=/tmp/x",
        "--output-file=/tmp/x",
        "x,--tee",
        "x\0--tee",
    ]
    for name, value in [
        (name, value) for name in ("builtins", "select", "per-file-ignores") for value in values
    ]:
        body = {"name": "Ours", "options": {name: value}, "plugins": []}
        made = alice.api.post("/profiles", json=body)
        if made.status_code == 201:
            (argument,) = made.json()["arguments"]
            assert argument.startswith(f"--{name}=")
            assert alice.api.delete(f"/profiles/{made.json()['id']}").status_code == 204


def test_pasted_options_outside_the_allow_list_are_refused(alice: Person, refused: list[str]) -> None:
    lines = [f"{name} = /tmp/x" for name in refused]
    sections = "[flake8:local-plugins]\nextension = X = os:system\npaths = /tmp\n"
    text = "[flake8]\n" + "\n".join(
        [*lines, *(line.replace("-", "_") + "y" for line in lines if "-" in line)]
    )
    reading = alice.api.post("/profiles/read", json={"text": f"{text}\n{sections}"}).json()
    assert (reading["options"], reading["plugins"]) == ({}, [])
    assert len(reading["refused"]) > len(DANGEROUS)
