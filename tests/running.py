"""Runs ``lintbox serve`` in a subprocess."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from typing import IO

from tests import preloaded

_START_SECONDS = 60


class Running:
    """``lintbox serve`` on a free port; settings are keyword arguments, such as ``smtp_port=2525``.

    ``descriptors`` sets the soft and hard limit of file descriptors; 0 inherits ours.
    """

    def __init__(self, data_dir: Path, *, port: int = 0, descriptors: int = 0, **settings: object) -> None:
        self.data_dir = data_dir
        self._descriptors = descriptors
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self._output_path = data_dir.parent / f"{data_dir.name}.out"
        environment = {f"LINTBOX_{name.upper()}": str(value) for name, value in settings.items()}
        with self.log.open("a") as log, self._output_path.open("w") as output:
            self.process = self._launch(
                ["serve", "--port", str(port), "--no-browser"], environment, output, log
            )
        self.url = self._wait_for_url()

    @property
    def output(self) -> str:
        """Its standard output so far."""
        return self._output_path.read_text("utf-8", "replace")

    @property
    def socket_url(self) -> str:
        """The URL of the socket on which it listens; ``url`` is the base URL, if that is set."""
        found = re.search(r"Listening +(\S+)\n", self.output)
        assert found, self.output
        return f"http://{found[1]}"

    @property
    def setup_token(self) -> str:
        """The token of the printed set-up link; empty if none was printed."""
        return self.output.partition("/setup#token=")[2].partition("\n")[0]

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def find_children(self) -> list[int]:
        """Return the process ids of its children, one of which is the fork server."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def find_email_files(self) -> list[Path]:
        """Return the files of the local mailbox, oldest first."""
        return sorted((self.data_dir / "mail").glob("*.eml"))

    def _launch(
        self, arguments: list[str], settings: dict[str, str], output: IO[str], log: IO[str]
    ) -> preloaded.Process:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
        usual = {"LINTBOX_PYTHONS": "none"}  # results do not depend on the Pythons of the machine
        own = {"LINTBOX_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
        order = preloaded.Order(
            "lintbox",
            arguments,
            inherited | usual | settings | own,
            str(self.data_dir.parent),
            self._descriptors,
        )
        with Path(os.devnull).open() as nothing:
            return preloaded.for_server().start(order, nothing, output, log)

    def _wait_for_url(self) -> str:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            if (found := re.search(r"Address +(\S+)\n", self.output)) and "Versions" in self.output:
                return found[1]
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"it did not start: {self.log.read_text()}")
