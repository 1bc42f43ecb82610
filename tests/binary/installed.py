"""The wheel, installed into its own environment by ``make build/installed/.done``, without Node."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess, Popen, run
from typing import IO

from tests.running import Running

ROOT = Path(__file__).parents[2]
WHEELHOUSE = ROOT / "build" / "wheelhouse"
COMMANDS = ROOT / "build" / "installed" / "bin"


def find_wheel() -> Path:
    (wheel,) = (ROOT / "dist").glob("lintbox-*.whl")
    return wheel


def run_installed(command: str, *arguments: str | Path, folder: Path) -> CompletedProcess[str]:
    """Run a command of the environment, with nothing else on PATH."""
    return run(
        [COMMANDS / command, *arguments],
        env={"PATH": str(COMMANDS), "HOME": str(folder), "PYTHONHASHSEED": "0"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class Installed(Running):
    """``lintbox`` serving from the environment, with nothing else on PATH."""

    def _launch(
        self, arguments: list[str], settings: Mapping[str, str], output: IO[str], log: IO[str]
    ) -> Popen[str]:
        own = {"PATH": str(COMMANDS), "HOME": str(self.data_dir.parent), "PYTHONUNBUFFERED": "1"}
        return Popen(
            [COMMANDS / "lintbox", *arguments, "--data-dir", self.data_dir],
            env={**settings, **own},
            cwd=self.data_dir.parent,
            stdout=output,
            stderr=log,
            text=True,
        )
