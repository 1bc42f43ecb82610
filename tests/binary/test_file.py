"""The binary as a file: its size, the files beside it, and its errors at start."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from lintbox.cli import describe_versions
from tests.binary.conftest import Begin
from tests.binary.program import BINARY, Place


def test_it_is_small() -> None:
    assert BINARY.stat().st_size <= 40_000_000


def test_its_hash_is_beside_it() -> None:
    output = BINARY.with_suffix(".sha256").read_text().split()
    assert output == [sha256(BINARY.read_bytes()).hexdigest(), "lintbox"]


def test_its_bill_of_materials_is_beside_it(place: Place) -> None:
    listed = json.loads(BINARY.with_suffix(".cdx.json").read_text())
    names = {part["name"] for part in listed["components"]}
    assert {"sanic", "flake8", "svelte", "python", "libsqlite3", "flake8-bugbear"} <= names
    assert not {"pytest", "pyinstaller", "mypy", "uvloop"} & names
    assert json.loads(place.run("licenses", "--cyclonedx").stdout) == listed


def test_its_versions_are_those_of_the_source(place: Place) -> None:
    assert place.run("--version").stdout == describe_versions() + "\n"


def test_licences_are_inside(place: Place) -> None:
    output = place.run("licenses").stdout
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in output
    assert "Permission is hereby granted" in output


def test_a_port_in_use_names_the_process(begin: Begin, place: Place) -> None:
    program = begin()
    port = str(urlsplit(program.url).port)
    ended = place.run("serve", "--data-dir", "other", "--port", port)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert f"the process {program.find_server()} (lintbox) listens there; try --port" in ended.stderr


def test_data_in_use_names_the_process(begin: Begin, place: Place) -> None:
    program = begin()
    ended = place.run("serve", "--data-dir", "data", "--port", "0")
    assert (ended.returncode, ended.stderr.count("\n")) == (3, 1)
    assert f"in use by the process {program.find_server()}" in ended.stderr


def test_child_programs_use_the_system_s_libraries(begin: Begin) -> None:
    *_, fork_server = begin().find_family()
    assert b"LD_LIBRARY_PATH" not in Path(f"/proc/{fork_server}/environ").read_bytes()


def test_it_brings_its_own_libraries(begin: Begin, place: Place) -> None:
    program = begin()
    maps = Path(f"/proc/{program.find_server()}/maps").read_text()
    for library in ("libpython", "libcrypto", "libsqlite3"):
        assert re.search(rf"{place.temporary}/_MEI\w+/{library}", maps)
