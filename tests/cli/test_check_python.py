"""``lintbox check --python VERSION`` checks with another Python of the machine."""

from __future__ import annotations

import os
import pwd
import sys
from pathlib import Path

import pytest

from lintbox.cli.python import find_interpreter
from lintbox.domain import short_version
from lintbox.lint.engine.versions import installed
from tests.cli.program import run

HERE = short_version(installed().python)
OWN = os.path.realpath(sys.executable)
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
    for arguments in ([f"--python={HERE}"], ["--python", "newest"]):
        checked = run("check", *arguments, "--select=F", "a.py", folder=folder, pythons=OWN)
        assert (checked.stdout, checked.stderr, checked.returncode) == (ROW, "", 1)
    assert list((folder / "cache" / "lintbox" / "pythons").iterdir())


def test_another_python_knows_the_same_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("PYFLAKES_BUILTINS", "_")
    (folder / "cache").mkdir()
    (folder / "a.py").write_text("exit(_('x') or help(quit))\n")
    for arguments in ([], ["--python", "newest"]):
        checked = run("check", *arguments, "a.py", folder=folder, pythons=OWN)
        assert (checked.stdout, checked.stderr, checked.returncode) == ("", "", 0)


@pytest.mark.parametrize("arguments", [["--python", "3.99", "a.py"], ["--python"], ["--python=", "a.py"]])
def test_a_version_that_is_not_there_is_a_usage_error(folder: Path, arguments: list[str]) -> None:
    checked = run("check", *arguments, folder=folder)
    assert (checked.stdout, checked.returncode) == ("", 2)
    assert checked.stderr.count("\n") == 1
    assert f"--python takes one of newest, {HERE}" in checked.stderr


@pytest.mark.parametrize(
    ("pythons", "words"),
    [
        ("[", "LINTBOX_PYTHONS: write the entries with commas between them"),
        ('["3.14", 5]', "LINTBOX_PYTHONS: Input should be a valid string"),
        (
            "bin/python3.14",
            "LINTBOX_PYTHONS: bin/python3.14 is neither a version such as 3.14 nor an absolute path",
        ),
        ("none,3.14", "LINTBOX_PYTHONS: none stands alone"),
    ],
)
def test_a_wrong_setting_is_a_usage_error(folder: Path, pythons: str, words: str) -> None:
    checked = run("check", "--python", HERE, "a.py", folder=folder, pythons=pythons)
    assert (checked.stdout, checked.returncode, checked.stderr.count("\n")) == ("", 2, 1)
    assert checked.stderr.startswith(f"lintbox: {words}")


def test_a_second_python_is_a_usage_error(folder: Path) -> None:
    checked = run("check", "--python", HERE, "--python=3.11", "a.py", folder=folder, pythons=OWN)
    assert (checked.stdout, checked.returncode) == ("", 2)
    assert checked.stderr == "lintbox: --python can be given once\n"


def test_without_a_home_the_embedded_python_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LINTBOX_PYTHONS", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)  # as for a user without an entry in /etc/passwd
    assert find_interpreter(HERE) is None
    with pytest.raises(LookupError, match=r"takes one of newest, .*XDG_CACHE_HOME"):
        find_interpreter("3.99")
