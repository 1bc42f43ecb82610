"""A server with ``LINTBOX_BASE_URL``, as behind a reverse proxy."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.http.waiting import until


@contextmanager
def serve_with_base_url(base_url: str, data_dir: Path) -> Iterator[str]:
    """Serve with ``LINTBOX_BASE_URL``; yield the URL of the listening socket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "lintbox", "serve", "--port", str(port), "--no-browser"],
        env=environment | {"LINTBOX_DATA_DIR": str(data_dir), "LINTBOX_BASE_URL": base_url},
        cwd=data_dir.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _is_up(url), 30)
        yield url
    finally:
        process.terminate()
        assert process.wait(20) == 0


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False
