"""The real program in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

_START_SECONDS = 30


class Running:
    """``lintbox serve`` on a free port; settings are keyword arguments, such as ``smtp_port=2525``."""

    def __init__(self, data_dir: Path, **settings: object) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
        environment |= {f"LINTBOX_{name.upper()}": str(value) for name, value in settings.items()}
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lintbox", "serve", "--port", "0", "--no-browser"],
                env=environment | {"LINTBOX_DATA_DIR": str(data_dir)},
                cwd=data_dir.parent,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.said = ""
        self.url = self._read_url()

    def stop(self) -> int:
        """End it as an operator does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self._close()
        return code

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._close()

    def read_letters(self) -> list[Path]:
        """Return the local mailbox, oldest first."""
        return sorted((self.data_dir / "mail").glob("*.eml"))

    def _read_url(self) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if found := re.search(r"Address\s+(\S+)", line):
                return found[1]
        self.process.wait(_START_SECONDS)
        raise AssertionError(f"it did not start: {self.log.read_text()}")

    def _close(self) -> None:
        if self.process.stdout:
            self.said += self.process.stdout.read()
            self.process.stdout.close()
