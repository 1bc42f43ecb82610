"""A server with ``LINTBOX_BASE_URL``, as behind a reverse proxy."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests import preloaded
from tests.http.waiting import until
from tests.people import PLAIN


@contextmanager
def serve_with_base_url(base_url: str, data_dir: Path) -> Iterator[str]:
    """Serve with ``LINTBOX_BASE_URL``; yield the URL of the listening socket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINTBOX_")}
    environment |= {"LINTBOX_DATA_DIR": str(data_dir), "LINTBOX_BASE_URL": base_url}
    arguments = ["serve", "--port", str(port), "--no-browser"]
    order = preloaded.Order("lintbox", arguments, environment, str(data_dir.parent))
    with Path(os.devnull).open("r+b", buffering=0) as nothing:
        process = preloaded.for_server().start(order, nothing, nothing, nothing)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _is_up(url), 30)
        yield url
    finally:
        process.terminate()
        assert process.wait(60) == 0


def _is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False, verify=PLAIN).status_code == 200
    except httpx.TransportError:
        return False
