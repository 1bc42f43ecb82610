"""Runs the binary alone in a folder, without privileges and without other files."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen
from typing import IO

from tests.http.waiting import until
from tests.running import Running

BINARY = Path(__file__).parents[2] / "dist" / "lintbox"
_NOBODY = 65534


class Place:
    """An empty folder with the binary, owned by an unprivileged user."""

    def __init__(self) -> None:
        assert BINARY.is_file(), "there is no dist/lintbox: run make binary"
        self.folder = Path(tempfile.mkdtemp(prefix="lintbox-smoke-"))
        self.program = Path(shutil.copy(BINARY, self.folder))
        self.temporary = self.folder / "tmp"
        self.home = self.folder / "home"
        self.temporary.mkdir()
        self.home.mkdir(mode=0o555)
        self.user = _NOBODY if os.geteuid() == 0 else None
        if self.user:
            for path in (self.folder, self.temporary):
                os.chown(path, self.user, self.user)

    def start(
        self,
        *arguments: str,
        settings: Mapping[str, str] = {},
        output: IO[str] | int = PIPE,
        log: IO[str] | int = PIPE,
    ) -> Popen[str]:
        return Popen(
            [str(self.program), *arguments],
            env={"HOME": str(self.home), "TMPDIR": str(self.temporary), **settings},
            cwd=self.folder,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
            stdout=output,
            stderr=log,
            text=True,
        )

    def run(self, *arguments: str, **settings: str) -> CompletedProcess[str]:
        """Run a command and wait for it."""
        with self.start(*arguments, settings=settings) as process:
            output, log = process.communicate(timeout=60)
        return CompletedProcess(arguments, process.returncode, output, log)

    def find_unpacked(self) -> list[Path]:
        return sorted(self.temporary.glob("_MEI*"))

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Program(Running):
    """``dist/lintbox`` serving; ``process`` is the boot loader's, which has one child, the program itself."""

    def __init__(self, place: Place, data: str = "data", *, port: int = 0, **settings: object) -> None:
        self.place = place
        super().__init__(place.folder / data, port=port, descriptors=0, **settings)

    def find_server(self) -> int:
        return until(lambda: children_of(self.process.pid))[0]

    def find_family(self) -> list[int]:
        """Return the process ids of the boot loader, the program and its child processes."""
        server = self.find_server()
        return [self.process.pid, server, *children_of(server)]

    def _launch(
        self, arguments: list[str], settings: dict[str, str], output: IO[str], log: IO[str]
    ) -> Popen[str]:
        data = ["--data-dir", self.data_dir.name]
        return self.place.start(*arguments, *data, settings=settings, output=output, log=log)


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:  # it has ended
        return []
