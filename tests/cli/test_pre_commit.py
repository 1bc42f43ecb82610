"""``.pre-commit-hooks.yaml``: the hook that other repositories use."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read_hook() -> dict[str, str]:
    """Return the single hook; its values are plain strings and need no YAML parser."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert text.startswith("- ")
    rows = [line[2:].partition(": ")[::2] for line in text.splitlines()]
    return dict(rows)


def test_the_hook_has_the_id_in_the_documents() -> None:
    hook = read_hook()
    assert hook["id"] == "lintbox-check"
    assert hook["language"] == "python"
    assert hook["types"] == "[python]"
    assert hook["require_serial"] == "true"  # all files in one run, with the workers of that run


def test_the_hook_checks_the_files_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "clean.py").write_text("x = 1\n")
    (tmp_path / "unused.py").write_text("import os\n")
    command, *arguments = shlex.split(read_hook()["entry"])
    done = subprocess.run(
        [Path(sys.executable).with_name(command), *arguments, "clean.py", "unused.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "unused.py:1:1: F401 'os' imported but unused\n"
    assert done.returncode == 1
