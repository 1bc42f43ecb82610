"""Output into a pipe whose reader has closed it, and closed standard streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import make_data


@pytest.mark.parametrize("words", ["--version", "config show", "admin list", "licenses"])
def test_a_broken_pipe_gives_no_traceback(tmp_path: Path, words: str) -> None:
    make_data(tmp_path / "lintbox-data")
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "lintbox", *words.split()],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (ended.stderr, ended.returncode) in {("", 141), ("", 0)}


def test_without_standard_error_standard_output_has_the_rows_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import os\n")
    (tmp_path / "rot.py").write_text("# coding: rot13\n")
    program = [sys.executable, "-m", "lintbox", "check", "--select=F", "a.py", "rot.py"]
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *program],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert ended.stdout == "a.py:1:1: F401 'os' imported but unused\n"
