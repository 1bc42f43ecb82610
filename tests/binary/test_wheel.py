"""The wheel does everything that the binary does, in any environment, without Node."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from calendar import timegm
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

from lintbox.cli import describe_versions
from lintbox.lint.engine.plugins import SHIPPED
from tests.binary.installed import COMMANDS, ROOT, WHEELHOUSE, Installed, find_wheel, run_installed
from tests.http.conftest import NewPersonOn
from tests.lint.test_plugins import OFTEN, flake8


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Installed]:
    running = Installed(tmp_path / "data", rate_limits="off")
    yield running
    if running.process.poll() is None:
        running.kill()


def test_it_serves_the_pages(server: Installed, new_person_on: NewPersonOn) -> None:
    alice = new_person_on(server, "alice")
    page = alice.api.get(server.url).text
    assert page.startswith("<!doctype html>")
    scripts = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    assert scripts
    assert {alice.api.get(f"{server.url}/{name}").status_code for name in scripts} == {200}


def test_findings_with_every_plugin_are_those_of_flake8(
    server: Installed, new_person_on: NewPersonOn, tmp_path: Path
) -> None:
    alice = new_person_on(server, "alice").sign_up()
    profile = alice.api.post("/profiles", json={"name": "All", "plugins": list(SHIPPED)}).json()["id"]
    answer = alice.api.post(f"/files?profile={profile}", files={"file": ("often.py", OFTEN)})
    check = alice.wait(answer.json()["files"][0]["id"])["checks"][0]
    corpus, shelf = tmp_path / "corpus", tmp_path / "shelf"
    corpus.mkdir()
    shelf.mkdir()
    (corpus / "often.py").write_bytes(OFTEN)
    rows = [f"{row['line']}:{row['column']}: {row['code']} {row['text']}" for row in check["findings"]]
    assert rows == flake8(corpus, shelf, SHIPPED)["often.py"]
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


def test_check_prints_the_same_as_flake8_in_its_environment(tmp_path: Path) -> None:
    (tmp_path / "often.py").write_bytes(OFTEN)
    expected = run_installed("flake8", "--isolated", "often.py", folder=tmp_path)
    printed = run_installed("lintbox", "check", "often.py", folder=tmp_path)
    assert expected.stdout
    assert (printed.stdout, printed.returncode) == (expected.stdout, expected.returncode)
    assert printed.stderr == ""


def test_flake8_in_its_environment_finds_no_plugin(tmp_path: Path) -> None:
    versions = run_installed("flake8", "--version", folder=tmp_path).stdout
    assert "pycodestyle" in versions
    assert [name for name in SHIPPED if name in versions] == []


def test_licences_list_installed_and_bundled_packages(tmp_path: Path) -> None:
    printed = run_installed("lintbox", "licenses", folder=tmp_path).stdout
    listed = {line.partition(" ")[0] for line in printed.partition("\n\n")[0].splitlines()}
    assert {"lintbox", "python", "sanic", "flake8", "svelte", *SHIPPED} <= listed
    assert not {"pytest", "pyinstaller", "uv"} & listed
    assert "Permission is hereby granted" in printed


def test_its_versions_are_those_of_the_source(tmp_path: Path) -> None:
    assert run_installed("lintbox", "--version", folder=tmp_path).stdout == describe_versions() + "\n"


def test_its_requirements_are_installed(tmp_path: Path) -> None:
    checked = run_installed("python", "-m", "pip", "check", folder=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "No broken requirements found.\n")


def test_uvx_runs_it(tmp_path: Path) -> None:
    uv = [str(Path(sys.executable).with_name("uv")), "--no-config", "--offline", "--no-python-downloads"]
    source = ["--no-index", "--find-links", str(WHEELHOUSE), "--from", str(find_wheel())]
    done = subprocess.run(
        [*uv, "tool", "run", *source, "--python", str(COMMANDS / "python"), "lintbox", "--version"],
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == describe_versions() + "\n", done.stderr


def test_the_build_is_reproducible(tmp_path: Path) -> None:
    wheel = find_wheel()
    with ZipFile(wheel) as archive:
        (date,) = {entry.date_time for entry in archive.infolist()}
    clone = tmp_path / "clone"
    for name in ("src", "web/dist", "build_wheel.py", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, clone / name)
    subprocess.run(
        [sys.executable, "build_wheel.py", tmp_path],
        cwd=clone,
        env={
            "PATH": os.defpath,
            "PYTHONPATH": str(clone / "src"),
            "SOURCE_DATE_EPOCH": str(timegm(date)),
        },
        umask=0o077,
        check=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_it_contains_every_module_and_no_paths_of_the_machine() -> None:
    with ZipFile(find_wheel()) as archive:
        names = set(archive.namelist())
        inside = b"".join(archive.read(name) for name in names)
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert modules <= names
    assert str(ROOT).encode() not in inside
    assert [name for name in names if name.endswith((".pyc", "direct_url.json", "INSTALLER"))] == []


def test_its_metadata_is_complete() -> None:
    with ZipFile(find_wheel()) as archive:
        (name,) = (name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        metadata = message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "flake8" in metadata["Keywords"]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    required = metadata.get_all("Requires-Dist", [])
    pinned = {line.partition("==")[0] for line in required if "==" in line}
    assert pinned == {"flake8", "pycodestyle", "pyflakes", "mccabe", "autoflake", "autopep8"}
