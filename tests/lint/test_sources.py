"""Other Pythons get the sources of the engine in a private folder, and see nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lintbox.lint.engine.versions import installed
from lintbox.lint.pythons import sources
from lintbox.lint.workers.interpreter import Interpreter
from tests.lint.interpreters import OWN


def test_the_sources_are_private_complete_and_laid_out_once(tmp_path: Path) -> None:
    folder = sources.lay_out(tmp_path / "pythons")
    assert folder.stat().st_mode & 0o777 == 0o700
    laid_out_at = (folder / "__main__.py").stat().st_mtime_ns
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "__main__.py").stat().st_mtime_ns == laid_out_at
    (folder / "lintbox" / "__init__.py").unlink()
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "lintbox" / "__init__.py").is_file()
    source = (folder / "__main__.py").read_bytes()
    (folder / "__main__.py").write_bytes(b"\0" * len(source))  # as after a power cut
    assert sources.lay_out(tmp_path / "pythons") == folder
    assert (folder / "__main__.py").read_bytes() == source
    assert [path.name for path in (tmp_path / "pythons").iterdir()] == [folder.name]


def test_several_processes_lay_out_the_same_folder(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from lintbox.lint.pythons import sources; "
    program += "print(sources.lay_out(Path(sys.argv[1])))"
    started = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "pythons"], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len(answers) == 1
    assert len(list((tmp_path / "pythons").iterdir())) == 1


def test_a_folder_that_others_could_write_to_is_laid_out_anew(tmp_path: Path) -> None:
    shared = tmp_path / "pythons"
    folder = sources.lay_out(shared)
    for opened in (shared, folder):
        (folder / "planted.py").touch()
        opened.chmod(0o770)  # as a volume of Kubernetes with an fsGroup
        assert sources.lay_out(shared) == folder
        assert not (folder / "planted.py").exists()
        assert [one.stat().st_mode & 0o777 for one in (shared, folder)] == [0o700, 0o700]
    assert list(tmp_path.iterdir()) == [shared]


def test_a_link_to_a_folder_is_not_used(tmp_path: Path) -> None:
    shared = tmp_path / "pythons"
    folder = sources.lay_out(shared)
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    with pytest.raises(sources.UnsafeFolderError, match="0700"):
        sources.lay_out(shared)


def test_another_python_sees_only_the_sources(cache: Path) -> None:
    python = Interpreter(OWN, installed().python, sources.lay_out(cache))
    shown = subprocess.run(
        python.command("check", "--version"),
        env=python.environment() | {"PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith(f"{installed().flake8} (mccabe: ")
    assert "bugbear" not in shown.stdout
