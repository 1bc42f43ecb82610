"""The command that reproduces a result does so when a shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from lintbox.domain import Profile, short_version
from lintbox.lint.engine import options, versions
from lintbox.lint.engine.plugins import SHIPPED, folder
from lintbox.lint.engine.versions import write_command
from tests.lint.conftest import Check

DATA = b"import os, ours\nfrom json import loads\nx = {'a':1}\n" + b"y = 2  # " + b"y" * 90 + b"\n"


@pytest.mark.parametrize(
    "name",
    ["game.py", "my game.py", "it's $HOME `id`.py", '"q" & *.py', "-v.py", "$(exit 3).py", "\\n.py", "ü.py"],
)
def test_the_command_gives_the_same_rows_in_a_shell(check: Check, tmp_path: Path, name: str) -> None:
    compare_with_shell(check, tmp_path, name, plugged=False)


def test_the_command_with_plugins_gives_the_same_rows_in_a_shell(check: Check, tmp_path: Path) -> None:
    compare_with_shell(check, tmp_path, "it's $HOME `id`.py", plugged=True)


def compare_with_shell(check: Check, tmp_path: Path, name: str, *, plugged: bool) -> None:
    values: dict[str, object] = {
        "max-line-length": 95,
        "per-file-ignores": "*.py: E231",
        "builtins": "it's,$x",
    }
    if plugged:
        values |= {"banned-modules": 'ours = don\'t `use` it\njson = "use" $HOME', "ignore-names": "*"}
    profile, errors = options.to_profile(values, SHIPPED if plugged else ())
    assert not errors
    report = check(DATA, *profile.arguments, name=name, plugins=profile.plugins)
    (tmp_path / name).write_bytes(DATA)
    pip, flake8 = write_command(report.tool, profile, name).split("\n", 1)
    assert pip.startswith(f"python{short_version(report.tool.python)} -m pip install flake8==")
    done = subprocess.run(
        ["sh", "-c", flake8],
        cwd=tmp_path,
        env=os.environ
        | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONHASHSEED": "0"}
        | ({"PYTHONPATH": str(folder())} if plugged else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    shown = f"./{name}" if name.startswith("-") else name
    rows = [f"{shown}:{row.line}:{row.column}: {row.code} {row.text}" for row in report.findings]
    assert done.stdout.splitlines() == rows
    assert rows


def test_the_command_pins_every_version() -> None:
    tool = versions.installed()
    pins = write_command(tool, Profile((), SHIPPED), "a.py").split("\n")[0].split()[4:]
    stock = [f"{name}=={version(name)}" for name in ("flake8", "pycodestyle", "pyflakes", "mccabe")]
    assert pins == [*stock, *(f"{name}=={tool.plugins[name]}" for name in SHIPPED)]
    assert "pep8-naming" not in write_command(tool.used_by(Profile()), Profile(), "a.py")
