"""A server with ``LINTBOX_BASE_URL``, as behind a reverse proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import Running


@contextmanager
def serve_with_base_url(base_url: str, data_dir: Path) -> Iterator[str]:
    """Serve with ``LINTBOX_BASE_URL``; yield the URL of the listening socket."""
    server = Running(data_dir, base_url=base_url)
    try:
        yield server.socket_url
    finally:
        assert server.stop() == 0
