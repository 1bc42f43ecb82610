"""``lintbox check --python VERSION`` checks with another Python of the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lintbox.domain import short_version
from lintbox.lint.engine.versions import installed
from tests.cli.program import run

HERE = short_version(installed().python)
ROW = "a.py:1:1: F401 'os' imported but unused\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text("import os\n")
    return tmp_path


def test_the_embedded_python_needs_no_other_process(folder: Path) -> None:
    checked = run("check", "--python", HERE, "--select=F", "a.py", folder=folder)
    assert (checked.stdout, checked.stderr, checked.returncode) == (ROW, "", 1)


def test_another_python_gives_the_same_rows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    (folder / "cache").mkdir()
    own = os.path.realpath(sys.executable)
    for arguments in ([f"--python={HERE}"], ["--python", "newest"]):
        checked = run("check", *arguments, "--select=F", "a.py", folder=folder, pythons=own)
        assert (checked.stdout, checked.stderr, checked.returncode) == (ROW, "", 1)
    assert list((folder / "cache" / "lintbox" / "pythons").iterdir())


@pytest.mark.parametrize("arguments", [["--python", "3.99", "a.py"], ["--python"], ["--python=", "a.py"]])
def test_a_version_that_is_not_there_is_a_usage_error(folder: Path, arguments: list[str]) -> None:
    checked = run("check", *arguments, folder=folder)
    assert (checked.stdout, checked.returncode) == ("", 2)
    assert checked.stderr.count("\n") == 1
    assert f"--python takes one of newest, {HERE}" in checked.stderr
