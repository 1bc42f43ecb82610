"""With versions that the fast path is not proved for, the program says so wherever one looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run
from tests.running import Running

_OBSTACLE = "it is proved for mccabe 0.7.0, this is 0.1"


@pytest.fixture
def _another_mccabe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the programs that are started find another version of mccabe first."""
    metadata = tmp_path / "packages" / "mccabe-0.1.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: mccabe\nVersion: 0.1\n")
    monkeypatch.setenv("PYTHONPATH", str(metadata.parents[1]))


@pytest.mark.usefixtures("_another_mccabe")
def test_version_doctor_and_log_say_that_the_fast_path_is_off(tmp_path: Path) -> None:
    version = run("--version", folder=tmp_path).stdout.splitlines()[-1]
    assert version.split(maxsplit=2)[2] == f"off: {_OBSTACLE}"
    doctor = run("doctor", folder=tmp_path)
    assert doctor.returncode == 0
    assert f"The fast path is off: {_OBSTACLE}." in doctor.stdout
    server = Running(tmp_path / "data")
    assert server.stop() == 0
    assert server.log.read_text().count(_OBSTACLE) == 1
